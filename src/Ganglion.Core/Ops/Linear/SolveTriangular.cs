namespace Ganglion;

/// <summary>x = op(a)⁻¹·b with a triangular. Derivatives: d = op(a)⁻ᵀ·g in b, and -d·xᵀ, turned as the operand is and cut to its triangle, in
/// a.</summary>
public static class SolveTriangularOp
{
    /// <summary>Solves triangular systems; the other half of a is not read.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <param name="b"><c>[…, n, m]</c>. Leading axes broadcast.</param>
    /// <param name="upper">Whether a holds its upper triangle, not its lower one.</param>
    /// <param name="transpose">Solve aᵀ·x = b.</param>
    /// <param name="unit">Take the diagonal of a for ones.</param>
    /// <returns><c>[…, n, m]</c>. A zero on the diagonal gives infinities.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    [Op("solve_triangular", Torch = "torch.linalg.solve_triangular")]
    public static Tensor SolveTriangular(this Tensor a, Tensor b, bool upper = false, bool transpose = false, bool unit = false)
    {
        var (ta, tb, batch, n, m) = Matrices.System(a, b, "SolveTriangular");
        var x = Tensor.Empty(tb.Shape, b.DType);
        Kernels.Current.SolveTriangular(ta, n * n, tb, x, batch, n, m, upper, transpose, unit);
        return Diff.Record("solve_triangular", x, [a, b], g =>
        {
            var d = a.SolveTriangular(g, upper, !transpose, unit);
            var outer = transpose ? x.MatMul(d, transposeB: true) : d.MatMul(x, transposeB: true);
            return [(outer * Matrices.Triangle(n, a.DType, unit ? 0 : 1, upper)).SumTo(a.Shape).Neg(), d.SumTo(b.Shape)];
        });
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (bool upper in (bool[])[false, true])
            foreach (bool transpose in (bool[])[false, true])
                foreach (bool unit in (bool[])[false, true])
                    foreach (var (n, m) in ((int, int)[])[(2, 1), (3, 2), (7, 9), (75, 12), (70, 1)])
                        if (n < 70 || unit == upper)
                            yield return new($"{n}x{m}{(upper ? " upper" : "")}{(transpose ? " transposed" : "")}{(unit ? " unit" : "")}",
                                x => (unit ? x[0] * (0.5 / n) : Matrices.Regular(x[0])).SolveTriangular(x[1], upper, transpose, unit), (int[])[n,
                                    n], (int[])[n, m]);
        yield return new("empty", x => x[0].SolveTriangular(x[1]), (int[])[0, 0], (int[])[0, 3]);
        yield return new("no columns", x => x[0].SolveTriangular(x[1]), (int[])[3, 3], (int[])[3, 0]);
        yield return new("batch, one matrix", x => Matrices.Regular(x[0]).SolveTriangular(x[1]), (int[])[3, 3], (int[])[2, 3, 2]);
        yield return new("batch, one right side", x => Matrices.Regular(x[0]).SolveTriangular(x[1]), (int[])[2, 2, 2], (int[])[2, 2]);
    }
}
