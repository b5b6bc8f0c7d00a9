namespace Ganglion;

/// <summary>y = log det a. Derivative: g · a⁻ᵀ, see <see cref="SlogDetOp"/>.</summary>
public static class LogDetOp
{
    /// <summary>The logarithm of determinants: NaN where one is negative, -∞ where it is 0.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <returns><c>[…]</c>.</returns>
    /// <exception cref="ArgumentException">A matrix is not square.</exception>
    [Op("logdet", Torch = "torch.logdet")]
    public static Tensor LogDet(this Tensor a)
    {
        var (sign, log) = a.SlogDet();
        return sign.Less(0).Where(Tensor.Scalar(double.NaN, a.DType), log);
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [3, 3], [2, 3, 3], [20, 20]]
        select new OpCase(Shapes.Text(shape), x => Matrices.Definite(x[0]).LogDet(), shape);
}
