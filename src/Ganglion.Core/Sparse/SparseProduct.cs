namespace Ganglion;

/// <summary>
/// C = A·B with both sparse, row by row (Gustavson 1978): c[r, j] = Σ over k of a[r, k] · b[k, j]. The places come from the places alone; the values
/// are gathered, multiplied and added by public operations, so that derivatives of every order follow.
/// </summary>
public static class SparseProductOp
{
    /// <summary>The product of two sparse matrices.</summary>
    /// <param name="a"><c>[m, n]</c>; without values, all are one.</param>
    /// <param name="b"><c>[n, p]</c>.</param>
    /// <param name="dtype">The element type where neither has values.</param>
    /// <returns><c>[m, p]</c>, columns in order within a row; a place where terms cancel stays stored.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or the element types differ.</exception>
    public static Csr MatMul(this Csr a, Csr b, DType dtype = DType.F32)
    {
        if (a.Columns != b.Rows)
            throw new ArgumentException($"MatMul: a matrix of {a.Columns} columns takes one of {a.Columns} rows; got {a} and {b}.", nameof(b));
        if (a.Values is { } u && b.Values is { } v) Pointwise.SameType("MatMul", u, v);
        var type = (a.Values ?? b.Values)?.DType ?? dtype;
        var (pattern, left, right, places) = Pairs(a.Pattern, b.Pattern);
        Tensor x = (a.Values ?? Tensor.Ones([a.Nonzeros], type)).Take(left), y = (b.Values ?? Tensor.Ones([b.Nonzeros], type)).Take(right);
        return new(pattern, (x * y).ScatterAddRows(places, pattern.Ids.Length));
    }

    [Op("spgemm", Torch = "torch.sparse.mm")]
    internal static Tensor Values(Csr a, Csr b) => a.MatMul(b).Values!;

    // The places of the product, and for each pair of entries that meet, both and where their product goes.
    private static (Pattern Pattern, IntTensor Left, IntTensor Right, IntTensor Places) Pairs(Pattern a, Pattern b)
    {
        List<int> left = [], right = [], places = [], ids = [];
        int[] pointers = new int[a.Rows + 1], at = new int[b.Columns];
        Array.Fill(at, -1);
        for (int r = 0; r < a.Rows; r++)
        {
            int start = ids.Count, first = left.Count;
            for (int e = a.Pointers[r]; e < a.Pointers[r + 1]; e++)
                for (int f = b.Pointers[a.Ids[e]]; f < b.Pointers[a.Ids[e] + 1]; f++)
                {
                    if (at[b.Ids[f]] < start) { at[b.Ids[f]] = start; ids.Add(b.Ids[f]); }
                    left.Add(e);
                    right.Add(f);
                }
            ids.Sort(start, ids.Count - start, null);
            for (int i = start; i < ids.Count; i++) at[ids[i]] = i;
            for (int pair = first; pair < left.Count; pair++) places.Add(at[b.Ids[right[pair]]]);
            pointers[r + 1] = ids.Count;
            for (int i = start; i < ids.Count; i++) at[ids[i]] = -1;
        }
        return (new Pattern(a.Rows, b.Columns, pointers, [.. ids]), left.ToArray(), right.ToArray(), places.ToArray());
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in ((int M, int N, int P, int First, int Second)[])[(0, 3, 2, 0, 0), (3, 4, 2, 0, 5), (1, 1, 1, 1, 1), (5, 4, 6, 9, 11), (30, 40, 25, 200, 180)]
        let a = SpMMOp.Sample(c.M, c.N, c.First)
        let b = SpMMOp.Sample(c.N, c.P, c.Second)
        select new OpCase($"{a} times {b}", x => Values(a.WithValues(x[0]), b.WithValues(x[1])), (int[])[a.Nonzeros], (int[])[b.Nonzeros]);
}
