namespace Ganglion;

/// <summary>x = a⁻¹·b by elimination with partial pivoting. Derivatives: d = a⁻ᵀ·g in b, -d·xᵀ in a.</summary>
public static class SolveOp
{
    /// <summary>Solves a·x = b.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <param name="b"><c>[…, n, m]</c>. Leading axes broadcast.</param>
    /// <returns><c>[…, n, m]</c>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a matrix is singular.</exception>
    [Op("solve", Torch = "torch.linalg.solve")]
    public static Tensor Solve(this Tensor a, Tensor b)
    {
        var (ta, tb, batch, n, m) = Matrices.System(a, b, "Solve");
        var factors = LuFactors.Of(ta, batch, n).Regular("Solve");
        var x = factors.Solve(tb, m, transpose: false);
        return Diff.Record("solve", x, [a, b], g =>
        {
            var d = Diff.Recording ? a.Transpose().Solve(g) : factors.Solve(g.Contiguous(), m, transpose: true);
            return [d.MatMul(x, transposeB: true).SumTo(a.Shape).Neg(), d.SumTo(b.Shape)];
        });
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] A, int[] B)[])[([0, 0], [0, 2]), ([1, 1], [1, 1]), ([3, 3], [3, 1]), ([4, 4], [4, 2]), ([2, 3, 3], [2, 3, 2]), ([3, 3],
            [2, 3, 2]),
            ([2, 2, 2], [2, 1]), ([140, 140], [140, 9])])
        select new OpCase($"{Shapes.Text(c.A)} {Shapes.Text(c.B)}", x => Matrices.Regular(x[0]).Flip(-2).Solve(x[1]), c.A, c.B);
}
