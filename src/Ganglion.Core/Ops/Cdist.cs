namespace Ganglion;

/// <summary>y[…, i, j] = |a[…, i, :] - b[…, j, :]|ₚ. Large Euclidean cases go by |a|² + |b|² - 2a·b. Derivatives are 0 where y is 0.</summary>
public static class CdistOp
{
    private const int Direct = 25;                              // rows up to which differences are taken one by one, as PyTorch does

    /// <summary>All distances between the rows of two matrices.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <param name="b"><c>[…, k, n]</c>; leading axes broadcast.</param>
    /// <param name="p">The norm's order, see <see cref="VectorNormOp.VectorNorm"/>.</param>
    /// <returns><c>[…, m, k]</c>.</returns>
    /// <exception cref="ArgumentException">The vectors differ in size.</exception>
    [Op("cdist", Torch = "torch.cdist")]
    public static Tensor Cdist(this Tensor a, Tensor b, double p = 2)
    {
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^1])
            throw new ArgumentException(
                $"Cdist: [.., m, n] and [.., k, n] are needed; got {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}.", nameof(b));
        if (p != 2 || (a.Shape[^2] <= Direct && b.Shape[^2] <= Direct)) return (a.Unsqueeze(-2) - b.Unsqueeze(-3)).VectorNorm(p, -1);
        var squared = a.Square().Sum(-1, keepDims: true) + b.Square().Sum(-1).Unsqueeze(-2) - a.MatMul(b, transposeB: true) * 2;
        Tensor zero = Tensor.Scalar(0, a.DType), positive = squared.Detach().Greater(0);
        return positive.Where(positive.Where(squared, Tensor.Scalar(1, a.DType)).Sqrt(), zero);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].Cdist(x[1]), (int[])[0, 3], (int[])[2, 3]), new("few", x => x[0].Cdist(x[1]), (int[])[3, 4], (int[])[2, 4]),
        new("batch", x => x[0].Cdist(x[1]), (int[])[2, 3, 4], (int[])[2, 4]), new("taxicab", x => x[0].Cdist(x[1], 1), (int[])[3, 4], (int[])[2, 4]),
        new("products", x => x[0].Cdist(x[1]), (int[])[26, 3], (int[])[2, 3]), new("large", x => x[0].Cdist(x[1]), (int[])[37, 33], (int[])[29, 33]),
    ];
}
