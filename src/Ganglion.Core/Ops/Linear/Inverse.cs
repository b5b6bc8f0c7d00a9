namespace Ganglion;

/// <summary>y = a⁻¹. Derivative: -yᵀ·g·yᵀ.</summary>
public static class InverseOp
{
    /// <summary>The inverse of square matrices. To apply it to something, <see cref="SolveOp.Solve"/> is faster and more exact.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <exception cref="ArgumentException">A matrix is not square, or singular.</exception>
    [Op("inverse", Torch = "torch.linalg.inv")]
    public static Tensor Inverse(this Tensor a)
    {
        var (batch, n) = Matrices.Square(a, "Inverse");
        var y = LuFactors.Of(a.Detach().Contiguous(), batch, n).Regular("Inverse").Solve(Tensor.Eye(n, a.DType).Expand(a.Shape).Contiguous(), n,
            transpose: false);
        return Diff.Record("inverse", y, a, g => y.MatMul(g, transposeA: true).MatMul(y, transposeB: true).Neg());
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [3, 3], [2, 3, 3], [66, 66]]
        select new OpCase(Shapes.Text(shape), x => Matrices.Regular(x[0]).Inverse(), shape);
}
