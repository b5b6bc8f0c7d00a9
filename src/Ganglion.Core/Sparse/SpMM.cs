namespace Ganglion;

/// <summary>y = A·x with A sparse. Derivatives: Aᵀ·g in x, and <see cref="SddmmOp"/> of g and x in A's values.</summary>
public static class SpMMOp
{
    [Op("spmm", Torch = "torch.sparse.mm")]
    internal static Tensor SpMM(Csr a, Tensor x)
    {
        if (x.Rank == 0 || x.Shape[0] != a.Columns)
            throw new ArgumentException($"SpMM: {a} takes x of shape [{a.Columns}, features]; got {Shapes.Text(x.Shape)}.", nameof(x));
        if (a.Values is { Node: null }) a = a.To(x.DType);         // a constant matrix serves either type
        if (a.Values is not null) Pointwise.SameType("SpMM", a.Values, x);
        var y = Tensor.Empty([a.Rows, .. x.Shape[1..]], x.DType);
        Kernels.Current.SpMM(a.Pattern.Pointers, a.Pattern.Ids, a.Values?.Detach().Contiguous(), x.Detach().Contiguous(), y,
            Shapes.Count(x.Shape[1..]));
        return a.Values is null
            ? Diff.Record("spmm", y, x, g => a.Transpose().MatMul(g))
            : Diff.Record("spmm", y, x, g => a.Transpose().MatMul(g), a.Values, g => SddmmOp.Sddmm(a, g, x));
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var (rows, columns, edges, f) in ((int, int, int, int)[])[(3, 4, 0, 2), (0, 3, 0, 2), (3, 4, 7, 0), (1, 1, 1, 1), (5, 4, 9, 3),
            (70, 50, 400, 17), (40, 60, 300, 64)])
        {
            var a = Sample(rows, columns, edges);
            yield return new($"{a}, {f} features", x => SpMM(a.WithValues(x[0]), x[1]), (int[])[a.Nonzeros], (int[])[columns, f]);
        }
        yield return new("ones", x => SpMM(Sample(5, 4, 9), x[0]), (int[])[4, 3]);
        yield return new("a vector", x => SpMM(Sample(5, 4, 9), x[0]), (int[])[4]);
        yield return new("repeated entries", x => SpMM(new Csr(2, 3, [0, 3, 4], [1, 1, 0, 2], x[0]), x[1]), (int[])[4], (int[])[3, 2]);
    }

    internal static Csr Sample(int rows, int columns, int edges)
    {
        var rng = new Rng(3);
        return edges == 0 ? new(rows, columns, new int[rows + 1], [])
            : Csr.FromEdges(rows, columns, rng.Split("s").Integers(edges, columns), rng.Split("d").Integers(edges, rows));
    }
}
