namespace Ganglion;

/// <summary>v[e] = a[row(e)] + b[column(e)]: what each edge gets from its two ends. Derivatives: sums over the rows, and over the columns.</summary>
public static class EdgeAddOp
{
    /// <summary>The sum of rows of a and b at the entries of <paramref name="places"/> (DGL's u_add_v).</summary>
    /// <param name="places">Its values play no part.</param>
    /// <param name="a"><c>[rows, …]</c>: of destinations.</param>
    /// <param name="b"><c>[columns, …]</c>: of sources.</param>
    /// <returns><c>[nonzeros, …]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("edge_add")]
    public static Tensor EdgeAdd(this Csr places, Tensor a, Tensor b)
    {
        Pointwise.SameType("EdgeAdd", a, b);
        if (a.Rank == 0 || b.Rank == 0 || a.Shape[0] != places.Rows || b.Shape[0] != places.Columns || !a.Shape[1..].SequenceEqual(b.Shape[1..]))
            throw new ArgumentException(
                $"EdgeAdd: {places} takes [{places.Rows}, …] and [{places.Columns}, …]; got {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}.");
        var v = a.Detach().GatherRows(places.RowIds) + b.Detach().GatherRows(places.ColumnIds);
        return Diff.Record("edge_add", v, a, g => g.SegmentSum(places.RowPointers), b, g => IntoColumns(places.Pattern, g));
    }

    // Σ over the entries of each column: a product with a matrix of ones whose columns are the entries, in the transpose's order.
    private static Tensor IntoColumns(Pattern places, Tensor g) =>
        new Csr(places.Incidence, null).MatMul(g);

    internal static IEnumerable<OpCase> Cases() =>
        from c in ((int Rows, int Columns, int Edges, int F)[])[(3, 4, 0, 2), (3, 4, 7, 0), (1, 1, 1, 1), (5, 4, 9, 3), (70, 50, 400, 17)]
        let places = SpMMOp.Sample(c.Rows, c.Columns, c.Edges)
        select new OpCase($"{places}, {c.F} features", x => places.EdgeAdd(x[0], x[1]), (int[])[c.Rows, c.F], (int[])[c.Columns, c.F]);
}
