namespace Ganglion;

/// <summary>
/// y[r] = the largest x[column(e)] over the entries e of row r, column by column: the maximum over neighbours, read where it stands, without
/// a copy for each edge. Derivative: g at the first entry that holds it.
/// </summary>
public static class NeighborMaxOp
{
    /// <summary>The maximum over the sources of each row's entries.</summary>
    /// <param name="places">Its values play no part.</param>
    /// <param name="x"><c>[columns, …]</c>.</param>
    /// <returns><c>[rows, …]</c>; a row without entries gives 0.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("neighbor_max", Torch = "torch_geometric.nn.aggr.MaxAggregation")]
    public static Tensor NeighborMax(this Csr places, Tensor x) => x.Take(Winners(places, x.Detach(), "NeighborMax"));

    /// <summary>The flat position of each maximum, -1 for a row without entries.</summary>
    internal static IntTensor Winners(Csr places, Tensor x, string op)
    {
        if (x.Rank == 0 || x.Shape[0] != places.Columns)
            throw new ArgumentException($"{op}: {places} takes x of shape [{places.Columns}, features]; got {Shapes.Text(x.Shape)}.", nameof(x));
        int f = Shapes.Count(x.Shape[1..]);
        var winners = new int[places.Rows * f];
        Kernels.Current.SegmentArgMax(places.Pattern.Pointers, places.Pattern.Ids, x.Contiguous(), winners, f);
        for (int i = 0, j = 0; i < winners.Length; i++, j = j + 1 == f ? 0 : j + 1) if (winners[i] >= 0) winners[i] = winners[i] * f + j;
        return IntTensor.Wrap(winners, [places.Rows, .. x.Shape[1..]]);
    }

    internal static IEnumerable<OpCase> Cases(Func<Csr, Tensor, Tensor> f) =>
        from c in ((int Rows, int Columns, int Edges, int[] Features)[])[(3, 4, 0, [2]), (3, 4, 7, []), (3, 4, 7, [0]), (1, 1, 1, [1]), (5, 4, 9, [3]),
            (6, 5, 20, [2, 3]), (70, 50, 400, [17])]
        let places = SpMMOp.Sample(c.Rows, c.Columns, c.Edges)
        select new OpCase($"{places}, features {Shapes.Text(c.Features)}", x => f(places, x[0]), (int[])[c.Columns, .. c.Features]);

    internal static IEnumerable<OpCase> Cases() => Cases(NeighborMax);
}
