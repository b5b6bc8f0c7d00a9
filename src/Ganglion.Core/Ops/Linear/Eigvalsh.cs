namespace Ganglion;

/// <summary>The eigenvalues of symmetric a. Derivative: v·diag(g)·vᵀ, which exists for equal values too; the second needs them apart.</summary>
public static class EigvalshOp
{
    /// <summary>The eigenvalues of symmetric matrices, computed in double precision.</summary>
    /// <param name="a"><c>[…, n, n]</c>; the lower triangle is read.</param>
    /// <returns><c>[…, n]</c> in rising order.</returns>
    /// <exception cref="ArgumentException">A matrix is not square.</exception>
    [Op("eigvalsh", Torch = "torch.linalg.eigvalsh")]
    public static Tensor Eigvalsh(this Tensor a)
    {
        var (w, v) = EighOp.Factor(a, "Eigvalsh");
        return Diff.Record("eigvalsh", w, a, g =>
        {
            var vectors = Diff.Recording ? a.Eigh().Vectors : v;
            return (vectors * g.Unsqueeze(-2)).MatMul(vectors, transposeB: true);
        });
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [3, 3], [2, 3, 3], [40, 40]]
        select new OpCase(Shapes.Text(shape), x => EighOp.Spread(x[0]).Eigvalsh(), shape);
}
