namespace Ganglion;

/// <summary>
/// a = u·diag(s)·vᵀ, thin. Derivative (Townsend 2016): u·(((uᵀ·gU - gUᵀ·u) ∘ F)·s + s·((vᵀ·gV - gVᵀ·v) ∘ F) + diag(gS))·vᵀ
/// + (1 - u·uᵀ)·gU·s⁻¹·vᵀ + u·s⁻¹·gVᵀ·(1 - v·vᵀ), with F[i, j] = 1 / (s[j]² - s[i]²) beside the diagonal.
/// </summary>
public static class SvdOp
{
    /// <summary>Singular values and vectors, computed in double precision.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <returns>u <c>[…, m, k]</c>, s <c>[…, k]</c> in falling order, v <c>[…, n, k]</c> (not transposed), k the smaller of m and n; the largest
    /// element of each column of u is positive.</returns>
    /// <exception cref="ArgumentException">a has fewer than two axes.</exception>
    /// <exception cref="InvalidOperationException">In the derivative: two singular values are equal or one is 0, and the vectors were used.
    /// Functions of the values alone can be had from <see cref="SvdValsOp.SvdVals"/>.</exception>
    [Op("svd", Torch = "torch.linalg.svd")]
    public static (Tensor U, Tensor S, Tensor V) Svd(this Tensor a)
    {
        var (u, s, v) = Factor(a, "Svd");
        if (!Diff.Tracks(a)) return (u, s, v);
        int m = a.Shape[^2], n = a.Shape[^1], k = Math.Min(m, n);
        var all = Diff.Record("svd", Tensor.Concat([u, s.Unsqueeze(-2), v], -2), a, g =>
        {
            Tensor gu = g.Slice(-2, 0, m), gs = g.Select(-2, m), gv = g.Slice(-2, m + 1, n);
            if (!Diff.Recording && !g.ToDoubles().Where((_, i) => i / k % (m + 1 + n) != m).Any(x =>
                x != 0)) return (u * gs.Unsqueeze(-2)).MatMul(v, transposeB: true);
            if (s.ToDoubles().Contains(0))
                throw new InvalidOperationException(
                    "Svd: a singular value is 0: its vectors have no derivative. Differentiate a function of the values "
                    + "alone with SvdVals.");
            Tensor f = EighOp.Gaps(s.Square(), "Svd", "SvdVals"), across = s.Unsqueeze(-2), down = s.Unsqueeze(-1);
            Tensor ugu = u.MatMul(gu, transposeA: true), vgv = v.MatMul(gv, transposeA: true);
            var middle = (ugu - ugu.Transpose()) * f * across + down * ((vgv - vgv.Transpose()) * f) + gs.DiagEmbed();
            var y = u.MatMul(middle).MatMul(v, transposeB: true);
            if (m > k) y = y + ((gu - u.MatMul(ugu)) / across).MatMul(v, transposeB: true);
            if (n > k) y = y + u.MatMul((gv - v.MatMul(vgv)) / across, transposeB: true);
            return y;
        });
        (u, s, v) = (all.Slice(-2, 0, m), all.Select(-2, m), all.Slice(-2, m + 1, n));
        return (u, s, v);
    }

    /// <summary>Vectors and values, not recorded.</summary>
    internal static (Tensor U, Tensor S, Tensor V) Factor(Tensor a, string op)
    {
        var (batch, m, n) = Matrices.Any(a, op);
        if (m < n)
        {
            var (p, values, q) = Factor(a.Detach().Transpose(), op);
            return (q, values, p);
        }
        Tensor u = Tensor.Empty([.. a.Shape[..^2], n, m], DType.F64, op), s = Tensor.Empty([.. a.Shape[..^2], n], DType.F64, op),
            v = Tensor.Empty([.. a.Shape[..^2], n, n], DType.F64, op);
        Kernels.Current.Svd(a.Detach().To(DType.F64).Contiguous(), u, s, v, batch, m, n);
        EighOp.OrientRows(u, v, m, n);
        return (u.Transpose().Contiguous().To(a.DType), s.To(a.DType), v.Transpose().Contiguous().To(a.DType));
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var shape in (int[][])[[0, 0], [3, 0], [0, 3, 2], [1, 1], [3, 3], [4, 2], [2, 4], [2, 3, 2], [80, 60]])
        {
            Tensor Matrix(Tensor x) => shape[^2] < shape[^1] ? Matrices.Tall(x.Transpose()).Transpose() : Matrices.Tall(x);
            yield return new($"values {Shapes.Text(shape)}", x => Matrix(x[0]).Svd().S, shape);
            yield return new($"left {Shapes.Text(shape)}", x => Matrix(x[0]).Svd().U.Square(), shape);
            yield return new($"right {Shapes.Text(shape)}", x => Matrix(x[0]).Svd().V.Square(), shape);
            yield return new($"together {Shapes.Text(shape)}", x =>
            {
                var (u, s, v) = Matrix(x[0]).Svd();
                return (u * s.Sqrt().Unsqueeze(-2)).MatMul(v, transposeB: true);
            }, shape);
        }
    }
}
