namespace Ganglion;

/// <summary>
/// v[e] = ⟨a[row(e)], b[column(e)]⟩: a dense product sampled at a sparse matrix's places. Derivatives: the sparse matrix with values g,
/// times b; and its transpose, times a.
/// </summary>
public static class SddmmOp
{
    /// <summary>The inner products of rows of a and b at the entries of <paramref name="places"/>.</summary>
    /// <param name="places">Its values play no part.</param>
    /// <param name="a"><c>[rows, features…]</c>.</param>
    /// <param name="b"><c>[columns, features…]</c>.</param>
    /// <returns><c>[nonzeros]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("sddmm", Torch = "torch.sparse.sampled_addmm")]
    public static Tensor Sddmm(this Csr places, Tensor a, Tensor b)
    {
        Pointwise.SameType("Sddmm", a, b);
        if (a.Rank == 0 || b.Rank == 0 || a.Shape[0] != places.Rows || b.Shape[0] != places.Columns || !a.Shape[1..].SequenceEqual(b.Shape[1..]))
            throw new ArgumentException(
                $"Sddmm: {places} takes [{places.Rows}, features] and [{places.Columns}, features]; got {Shapes.Text(a.Shape)} and "
                + $"{Shapes.Text(b.Shape)}.");
        var v = Tensor.Empty([places.Nonzeros], a.DType);
        Kernels.Current.Sddmm(places.Pattern.Pointers, places.Pattern.Ids, a.Detach().Contiguous(), b.Detach().Contiguous(), v,
            Shapes.Count(a.Shape[1..]));
        return Diff.Record("sddmm", v, a, g => places.WithValues(g).MatMul(b), b, g => places.WithValues(g).Transpose().MatMul(a));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in ((int Rows, int Columns, int Edges, int F)[])[(3, 4, 0, 2), (3, 4, 7, 0), (1, 1, 1, 1), (5, 4, 9, 3), (70, 50, 400, 17)]
        let places = SpMMOp.Sample(c.Rows, c.Columns, c.Edges)
        select new OpCase($"{places}, {c.F} features", x => places.Sddmm(x[0], x[1]), (int[])[c.Rows, c.F], (int[])[c.Columns, c.F]);
}
