namespace Ganglion.Nets;

/// <summary>
/// The eigenvectors of a large normalised Laplacian L = I - N with the smallest eigenvalues, by subspace iteration filtered with Chebyshev
/// polynomials (Zhou, Saad, Tiago and Chelikowsky 2006): a polynomial of L that is small on the part of [0, 2] not wanted is applied to a block of
/// vectors, which are made orthonormal and turned to the eigenvectors of L within their span. Equal eigenvalues, as of a graph in several parts, are
/// no trouble to a block.
/// </summary>
internal static class SmallestEigenvectors
{
    private const int Guard = 8;

    /// <param name="normalized">N = D^-½ A D^-½, symmetric <c>[n, n]</c>, F64.</param>
    /// <param name="count">How many.</param>
    /// <param name="tolerance">Of |L·u - λ·u|.</param>
    /// <param name="maxIterations">Filterings before it gives up.</param>
    /// <returns><c>[n, count]</c>, the smallest eigenvalue first, the largest element of each column positive.</returns>
    public static Tensor OfLaplacian(Csr normalized, int count, double tolerance, int maxIterations)
    {
        int n = normalized.Rows, block = Math.Min(n, count + Guard);
        var v = Orthonormal(new Rng(0x6C61706C).Normal([n, block], dtype: DType.F64));
        double cut = 0.5, worst = double.PositiveInfinity;
        for (int i = 0; i < maxIterations; i++)
        {
            (v, var values, var residuals) = Memory.Scope(() =>
            {
                var q = Orthonormal(Filtered(normalized, v, cut));
                var lq = q - normalized.MatMul(q);
                var (values, turn) = q.MatMul(lq, transposeA: true).Eigh();
                (q, lq) = (q.MatMul(turn), lq.MatMul(turn));
                return (q, values, (lq - q * values).Slice(1, 0, count).Square().Sum(0).Sqrt());
            });
            (worst, cut) = (residuals.Max().Item(), Math.Clamp(values.ToDoubles()[^1], 1e-6, 1.9));
            if (worst > tolerance) continue;
            var rows = v.Slice(1, 0, count).Transpose().Contiguous();
            EighOp.OrientRows(rows, null, n, n);
            return rows.Transpose().Contiguous();
        }
        throw new InvalidOperationException($"LaplacianEncoding: after {maxIterations} rounds an eigenvector of a graph of {n} nodes is still "
            + $"{worst:g2} off, where {tolerance:g2} was asked for. Raise MaxIterations or Tolerance, or ask for fewer dimensions.");
    }

    // T(L) with T the Chebyshev polynomial that is within ±1 on [cut, 2] and grows fast below.
    private static Tensor Filtered(Csr normalized, Tensor v, double cut)
    {
        double half = (2 - cut) / 2, center = (2 + cut) / 2;
        Tensor Shifted(Tensor x, double scale) => x * ((1 - center) / half * scale) - normalized.MatMul(x) * (scale / half);
        Tensor before = v, current = Shifted(v, 1);
        int degree = Math.Clamp((int)(4 / Math.Sqrt(cut)), 12, 400);       // grows by some e⁸ at 0, wherever the cut
        for (int k = 2; k <= degree; k++) (before, current) = (current, Shifted(current, 2) - before);
        return current;
    }

    // V·U·Λ^-½ of VᵀV = U·Λ·Uᵀ, columns scaled first, thrice: parallel columns come apart step by step.
    private static Tensor Orthonormal(Tensor v)
    {
        for (int pass = 0; pass < 3; pass++)
        {
            v = v / v.Square().Sum(0).Sqrt();
            var (values, turn) = v.MatMul(v, transposeA: true).Eigh();
            v = v.MatMul(turn * values.Clamp(1e-14, double.MaxValue).Rsqrt());
        }
        return v;
    }
}
