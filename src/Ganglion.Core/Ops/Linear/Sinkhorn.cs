namespace Ganglion;

/// <summary>
/// The plan of entropic optimal transport (Cuturi 2013), in logarithms: P = exp((f + g - C) / ε), with the potentials f = ε·(log a - logsumexp((g -
/// C) / ε))
/// and g likewise, in turn. Differentiable by its iterations.
/// </summary>
public static class SinkhornOp
{
    /// <summary>The transport plan from one distribution to another.</summary>
    /// <param name="cost"><c>[…, n, m]</c>.</param>
    /// <param name="epsilon">The weight of the entropy, above 0: the smaller, the closer to an assignment and the slower.</param>
    /// <param name="iterations">How often both potentials are set. The columns' sums are exact after each.</param>
    /// <param name="rows">What each row has to give <c>[…, n]</c>, positive; 1 / n by default.</param>
    /// <param name="columns">What each column is to get <c>[…, m]</c>, positive, of the same sum; 1 / m by default.</param>
    /// <returns><c>[…, n, m]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">ε or the number of iterations is not above 0.</exception>
    [Op("sinkhorn")]
    public static Tensor Sinkhorn(this Tensor cost, double epsilon = 0.1, int iterations = 50, Tensor? rows = null, Tensor? columns = null)
    {
        if (!(epsilon > 0) || iterations < 1)
            throw new ArgumentOutOfRangeException(nameof(epsilon),
                $"Sinkhorn: epsilon and iterations must be above 0; got {epsilon} and {iterations}.");
        var (_, n, m) = Matrices.Any(cost, "Sinkhorn");
        if (cost.Length == 0) return cost;
        Tensor logRows = (rows ?? Tensor.Full([n], 1.0 / n, cost.DType)).Log().Unsqueeze(-1),
            logColumns = (columns ?? Tensor.Full([m], 1.0 / m, cost.DType)).Log().Unsqueeze(-2);
        Tensor k = cost * (-1 / epsilon), g = Tensor.Zeros([1, m], cost.DType), f = g;
        for (int i = 0; i < iterations; i++)
        {
            f = logRows - (k + g).LogSumExp(-1, keepDims: true);
            g = logColumns - (k + f).LogSumExp(-2, keepDims: true);
        }
        return (k + f + g).Exp();
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. from shape in (int[][])[[0, 3], [1, 1], [3, 4], [2, 3, 2], [20, 17]]
           select new OpCase(Shapes.Text(shape), x => x[0].Sinkhorn(0.7, 6), shape),
        new("with its own sums", x => x[0].Sinkhorn(1, 5, x[1].Softmax(), x[2].Softmax()), (int[])[3, 2], (int[])[3], (int[])[2]),
    ];
}
