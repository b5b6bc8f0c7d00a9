namespace Ganglion;

/// <summary>
/// y[r, h] = Σ w[e, h] · x[column(e), h] over the entries e of row r: a sparse product for several heads. With the inner products of its derivative,
/// v[e, h] = ⟨a[row(e), h], b[column(e), h]⟩, it is closed under differentiation.
/// </summary>
public static class SpMMHeadsOp
{
    // The matrix's places, or their transpose, whose entries come in the transpose's order and keep their values' places.
    [Op("spmm_heads")]
    internal static Tensor Multiply(Pattern places, bool transposed, Tensor weights, Tensor x)
    {
        var (pattern, order) = transposed ? (places.Transposed, places.Permutation) : (places, null);
        int heads = weights.Shape[1], f = x.Shape[2];
        var y = Tensor.Empty([pattern.Rows, heads, f], x.DType);
        Kernels.Current.SpMMHeads(pattern.Pointers, pattern.Ids, order, weights.Detach().Contiguous(), x.Detach().Contiguous(), y, heads, f);
        return Diff.Record("spmm_heads", y, weights, g => Products(places, transposed, g, x), x, g => Multiply(places, !transposed, weights, g));
    }

    internal static Tensor Products(Pattern places, bool transposed, Tensor a, Tensor b)
    {
        var (pattern, order) = transposed ? (places.Transposed, places.Permutation) : (places, null);
        int heads = a.Shape[1], f = a.Shape[2];
        var v = Tensor.Empty([places.Ids.Length, heads], a.DType);
        Kernels.Current.SddmmHeads(pattern.Pointers, pattern.Ids, order, a.Detach().Contiguous(), b.Detach().Contiguous(), v, heads, f);
        return Diff.Record("sddmm_heads", v, a, g => Multiply(places, transposed, g, b), b, g => Multiply(places, !transposed, g, a));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in ((int Rows, int Columns, int Edges, int Heads, int F)[])
            [(3, 4, 0, 2, 2), (3, 4, 7, 2, 0), (1, 1, 1, 1, 1), (5, 4, 9, 3, 2), (20, 30, 90, 2, 17), (12, 15, 40, 8, 8)]
        from transposed in (bool[])[false, true]
        let places = SpMMOp.Sample(c.Rows, c.Columns, c.Edges).Pattern
        select new OpCase($"{c}{(transposed ? ", transposed" : "")}", x => Multiply(places, transposed, x[0], x[1]),
            (int[])[places.Ids.Length, c.Heads], (int[])[transposed ? c.Rows : c.Columns, c.Heads, c.F]);
}
