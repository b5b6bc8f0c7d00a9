namespace Ganglion;

/// <summary>
/// y[r] = the smallest x[column(e)] over the entries e of row r, column by column, without a copy for each edge. Derivative: g at the first
/// entry that holds it.
/// </summary>
public static class NeighborMinOp
{
    /// <summary>The minimum over the sources of each row's entries.</summary>
    /// <param name="places">Its values play no part.</param>
    /// <param name="x"><c>[columns, …]</c>.</param>
    /// <returns><c>[rows, …]</c>; a row without entries gives 0.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("neighbor_min", Torch = "torch_geometric.nn.aggr.MinAggregation")]
    public static Tensor NeighborMin(this Csr places, Tensor x) => x.Take(NeighborMaxOp.Winners(places, -x.Detach(), "NeighborMin"));

    internal static IEnumerable<OpCase> Cases() => NeighborMaxOp.Cases(NeighborMin);
}
