namespace Ganglion;

/// <summary>a = q·r, reduced. Derivative for m ≥ n, with M = r·gRᵀ - gQᵀ·q: (gQ + q·(tril M + (tril M, no diagonal)ᵀ))·r⁻ᵀ (Walter, Lehmann and
/// Lamour 2012). For m &lt; n the first m columns are factored and the others multiplied by qᵀ.</summary>
public static class QrOp
{
    /// <summary>Orthonormal columns and an upper triangle whose product is a.</summary>
    /// <param name="a"><c>[…, m, n]</c>. Derivatives need full rank (of the first m columns, if there are more).</param>
    /// <returns>q <c>[…, m, k]</c> and r <c>[…, k, n]</c> with k the smaller of m and n; the diagonal of r is 0 or more, which makes both unique
    /// (PyTorch leaves the signs open).</returns>
    /// <exception cref="ArgumentException">a has fewer than two axes.</exception>
    [Op("qr", Torch = "torch.linalg.qr")]
    public static (Tensor Q, Tensor R) Qr(this Tensor a)
    {
        var (batch, m, n) = Matrices.Any(a, "Qr");
        if (m < n)
        {
            var (left, first) = a.Slice(-1, 0, m).Qr();
            return (left, Tensor.Concat([first, left.MatMul(a.Slice(-1, m, n - m), transposeA: true)], -1));
        }
        Tensor q = Tensor.Empty(a.Shape, a.DType), r = Tensor.Empty([.. a.Shape[..^2], n, n], a.DType);
        Kernels.Current.Qr(a.Detach().Contiguous(), q, r, batch, m, n);
        if (!Diff.Tracks(a)) return (q, r);
        var both = Diff.Record("qr", Tensor.Concat([q, r], -2), a, g =>
        {
            Tensor gq = g.Slice(-2, 0, m), gr = g.Slice(-2, m, n), mixed = r.MatMul(gr, transposeB: true) - gq.MatMul(q, transposeA: true);
            var lower = Matrices.Triangle(n, a.DType, 0.5) * mixed;
            return r.SolveTriangular((gq + q.MatMul(lower + lower.Transpose())).Transpose(), upper: true).Transpose();
        });
        (q, r) = (both.Slice(-2, 0, m), both.Slice(-2, m, n));
        return (q, r);
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var shape in (int[][])[[0, 0], [3, 0], [0, 3, 2], [1, 1], [3, 3], [5, 2], [2, 4], [2, 4, 3], [90, 70]])
        {
            Tensor Matrix(Tensor x) => shape[^2] < shape[^1] ? Matrices.Tall(x.Transpose()).Transpose() : Matrices.Tall(x);
            yield return new($"q {Shapes.Text(shape)}", x => Matrix(x[0]).Qr().Q, shape);
            yield return new($"r {Shapes.Text(shape)}", x => Matrix(x[0]).Qr().R, shape);
        }
        yield return new("both", x => { var (q, r) = Matrices.Tall(x[0]).Qr(); return q.Sin().MatMul(r.Square()); }, (int[])[4, 2]);
    }
}
