namespace Ganglion;

/// <summary>y = Σ c[k]·Aᵏ·x with A sparse and square, by Horner's rule: y = c₀x + A(c₁x + A(c₂x + …)). Its derivative is the same polynomial of Aᵀ.</summary>
public static class PolynomialOp
{
    /// <summary>
    /// A polynomial of the matrix times x, without a tensor for each power: the mean over layers of LightGCN (He et al. 2020, equation 8), the hops of
    /// SGC, a truncated personalised PageRank.
    /// </summary>
    /// <param name="a"><c>[n, n]</c>.</param>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="coefficients">c[0], c[1], …: of x, A·x, A²·x, ….</param>
    /// <returns>x's shape.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, does not fit x, or there is no coefficient.</exception>
    [Op("sparse_polynomial")]
    public static Tensor Polynomial(this Csr a, Tensor x, params ReadOnlySpan<double> coefficients)
    {
        if (a.Rows != a.Columns || x.Rank == 0 || x.Shape[0] != a.Rows || coefficients.Length == 0)
            throw new ArgumentException($"Polynomial: a square matrix, x of [{a.Columns}, …] and at least one coefficient are needed; got {a}, "
                + $"{Shapes.Text(x.Shape)} and {coefficients.Length} coefficients.");
        double[] c = coefficients.ToArray();
        if (c.Length == 1) return x * c[0];
        if (a.Values is { Node: not null })                        // differentiated in the values too: one operation a power
        {
            var sum = x * c[^1];
            for (int k = c.Length - 2; k >= 0; k--) sum = a.MatMul(sum) + x * c[k];
            return sum;
        }
        a = a.To(x.DType);
        var at = x.Detach().Contiguous();
        var y = at;
        for (int k = c.Length - 2; k >= 0; k--)
        {
            var next = Tensor.Empty(x.Shape, x.DType, "Polynomial");
            Kernels.Current.SpMM(a.Pattern.Pointers, a.Pattern.Ids, a.Values?.Detach().Contiguous(), y, next, Shapes.Count(x.Shape[1..]),
                k == c.Length - 2 ? c[^1] : 1, c[k], at);
            y = next;
        }
        return Diff.Record("sparse_polynomial", y, x, g => a.Transpose().Polynomial(g, c));
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var (n, edges, f) in ((int, int, int)[])[(0, 0, 2), (3, 0, 2), (1, 1, 1), (5, 9, 3), (50, 400, 17), (40, 300, 64)])
        {
            var a = SpMMOp.Sample(n, n, edges);
            yield return new($"{a}, {f} features", x => a.Polynomial(x[0], 0.5, -0.25, 0.125, 2), (int[])[n, f]);
        }
        var small = SpMMOp.Sample(5, 5, 9);
        yield return new("values", x => small.WithValues(x[0]).Polynomial(x[1], 1, 2, 3), (int[])[small.Nonzeros], (int[])[5, 3]);
        yield return new("a constant", x => small.Polynomial(x[0], 3), (int[])[5, 2]);
        yield return new("a vector", x => small.Polynomial(x[0], 0, 1), (int[])[5]);
    }
}
