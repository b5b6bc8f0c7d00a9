namespace Ganglion;

/// <summary>p = a⁺, of Moore and Penrose. Derivative where the rank stays (Golub and Pereyra 1973): -pᵀ·g·pᵀ + (1 - a·p)·gᵀ·p·pᵀ
/// + pᵀ·p·gᵀ·(1 - p·a).</summary>
public static class PinvOp
{
    /// <summary>The pseudoinverse, by singular values; those at or below <paramref name="tolerance"/> times the largest count as 0.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <param name="tolerance">By default the larger of m and n times the precision of the element type.</param>
    /// <returns><c>[…, n, m]</c>.</returns>
    /// <exception cref="ArgumentException">a has fewer than two axes.</exception>
    [Op("pinv", Torch = "torch.linalg.pinv")]
    public static Tensor Pinv(this Tensor a, double? tolerance = null)
    {
        var (_, m, n) = Matrices.Any(a, "Pinv");
        var (u, s, v) = SvdOp.Factor(a, "Pinv");
        if (s.Length == 0) return Tensor.Zeros([.. a.Shape[..^2], n, m], a.DType);
        double limit = tolerance ?? Math.Max(m, n) * (a.DType == DType.F32 ? 1.1920929e-7 : 2.220446049250313e-16);
        var keep = s.Greater(s.Slice(-1, 0, 1) * limit);
        var p = (v * keep.Where(s, Tensor.Scalar(double.PositiveInfinity, s.DType)).Reciprocal().Unsqueeze(-2)).MatMul(u, transposeB: true);
        return Diff.Record("pinv", p, a, g =>
        {
            Tensor gt = g.Transpose(), y = p.MatMul(g, transposeA: true).MatMul(p, transposeB: true).Neg();
            Tensor left = gt.MatMul(p).MatMul(p, transposeB: true), right = p.MatMul(p.MatMul(gt), transposeA: true);
            return y + left - a.MatMul(p.MatMul(left)) + right - right.MatMul(p).MatMul(a);
        });
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. from shape in (int[][])[[3, 0], [0, 2, 2], [1, 1], [3, 3], [5, 2], [2, 4], [2, 4, 2], [40, 20]]
           select new OpCase(Shapes.Text(shape), x =>
               (shape[^2] < shape[^1] ? Matrices.Tall(x[0].Transpose()).Transpose() : Matrices.Tall(x[0])).Pinv(), shape),
        new("rank two", x => (Matrices.Tall(x[0]).MatMul(Matrices.Tall(x[1]), transposeB: true) * 0.05).Pinv(1e-4), (int[])[4, 2], (int[])[3, 2]),
    ];
}
