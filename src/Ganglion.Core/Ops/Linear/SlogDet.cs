namespace Ganglion;

/// <summary>The sign of det a, and log |det a|. Derivative of the latter: g · a⁻ᵀ.</summary>
public static class SlogDetOp
{
    /// <summary>The sign and the logarithm of the magnitude of determinants, which themselves may be too large or too small to write down.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <returns>Both <c>[…]</c>; the sign 1, -1 or 0, the logarithm then -∞.</returns>
    /// <exception cref="ArgumentException">A matrix is not square.</exception>
    [Op("slogdet", Torch = "torch.linalg.slogdet")]
    public static (Tensor Sign, Tensor LogAbs) SlogDet(this Tensor a)
    {
        var (batch, n) = Matrices.Square(a, "SlogDet");
        var (pivots, signs) = LuFactors.Of(a.Detach().Contiguous(), batch, n).Diagonal();
        double[] sign = new double[batch], log = new double[batch];
        for (int s = 0; s < batch; s++)
        {
            sign[s] = signs[s];
            foreach (double pivot in pivots.AsSpan(s * n, n))
            {
                sign[s] *= double.IsNaN(pivot) ? double.NaN : Math.Sign(pivot);
                log[s] += Math.Log(Math.Abs(pivot));
            }
        }
        int[] shape = [.. a.Shape[..^2]];
        var y = Diff.Record("slogdet", Tensor.Wrap(log, shape).To(a.DType), a, g => a.Inverse().Transpose() * g.Unsqueeze(-1).Unsqueeze(-1));
        return (Tensor.Wrap(sign, shape).To(a.DType), y);
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [3, 3], [2, 3, 3], [70, 70]]
        select new OpCase(Shapes.Text(shape), x => { var (sign, log) = Matrices.Regular(x[0]).Flip(-1).SlogDet(); return sign + log; }, shape);
}
