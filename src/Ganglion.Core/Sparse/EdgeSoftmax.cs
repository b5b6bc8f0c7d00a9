namespace Ganglion;

/// <summary>y = eˢ / Σ eˢ over the entries of each row of a sparse matrix: attention over in-edges. Derivative: y · (g - Σ g·y).</summary>
public static class EdgeSoftmaxOp
{
    /// <summary>Shares that add up to one over the entries of each row (the in-edges of each node).</summary>
    /// <param name="places">Its values play no part.</param>
    /// <param name="scores"><c>[nonzeros]</c>, or <c>[nonzeros, heads]</c>.</param>
    /// <returns>The shape of the scores.</returns>
    /// <exception cref="ArgumentException">There is not one score an entry.</exception>
    [Op("edge_softmax", Torch = "torch_geometric.utils.softmax")]
    public static Tensor EdgeSoftmax(this Csr places, Tensor scores)
    {
        if (scores.Rank == 0 || scores.Shape[0] != places.Nonzeros)
            throw new ArgumentException(
                $"EdgeSoftmax: {places} takes scores [{places.Nonzeros}] or [{places.Nonzeros}, heads]; got {Shapes.Text(scores.Shape)}.",
                nameof(scores));
        return scores.SegmentSoftmax(places.RowPointers);
    }

    internal static IEnumerable<OpCase> Cases()
    {
        Csr small = SpMMOp.Sample(5, 4, 9), large = SpMMOp.Sample(40, 60, 300);
        return
        [
            new("no edges", x => SpMMOp.Sample(3, 4, 0).EdgeSoftmax(x[0]), (int[])[0]),
            new("one head", x => small.EdgeSoftmax(x[0]), (int[])[small.Nonzeros]),
            new("heads", x => small.EdgeSoftmax(x[0]), (int[])[small.Nonzeros, 3]),
            new("large", x => large.EdgeSoftmax(x[0]), (int[])[large.Nonzeros, 4]),
        ];
    }
}
