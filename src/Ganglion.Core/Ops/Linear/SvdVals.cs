namespace Ganglion;

/// <summary>The singular values of a. Derivative: u·diag(g)·vᵀ, which exists for equal values too; the second needs them apart.</summary>
public static class SvdValsOp
{
    /// <summary>The singular values, computed in double precision.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <returns><c>[…, k]</c> in falling order, k the smaller of m and n.</returns>
    /// <exception cref="ArgumentException">a has fewer than two axes.</exception>
    [Op("svdvals", Torch = "torch.linalg.svdvals")]
    public static Tensor SvdVals(this Tensor a)
    {
        var (u, s, v) = SvdOp.Factor(a, "SvdVals");
        return Diff.Record("svdvals", s, a, g =>
        {
            var (left, _, right) = Diff.Recording ? a.Svd() : (u, s, v);
            return (left * g.Unsqueeze(-2)).MatMul(right, transposeB: true);
        });
    }

    /// <summary>The sum of the singular values <c>[…]</c>: the nuclear norm.</summary>
    public static Tensor NuclearNorm(this Tensor a) => a.SvdVals().Sum(-1);

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 3, 2], [1, 1], [3, 3], [5, 2], [2, 2, 3], [40, 30]]
        select new OpCase(Shapes.Text(shape), x =>
            (shape[^2] < shape[^1] ? Matrices.Tall(x[0].Transpose()).Transpose() : Matrices.Tall(x[0])).SvdVals(), shape);
}
