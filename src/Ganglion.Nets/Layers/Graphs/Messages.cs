namespace Ganglion.Nets;

/// <summary>
/// What travels along the edges of a graph: a tensor with a row for each edge, or copies of what the sources have, weighted or not
/// (<see cref="Edges.Copy(Tensor)"/>), which stay an expression as long as they can. A tensor converts to it by itself.
/// </summary>
public readonly struct Messages
{
    private readonly Edges? _edges;
    private readonly Tensor _x;
    private readonly Tensor? _weights;

    private Messages(Tensor written) => _x = written;

    internal Messages(Edges edges, Tensor x, Tensor? weights) => (_edges, _x, _weights) = (edges, x, weights);

    /// <summary>Messages written down: <c>[edges, …]</c>, in the order of the matrix's entries.</summary>
    public static implicit operator Messages(Tensor written) => new(written);

    /// <summary>The messages written down.</summary>
    /// <returns><c>[edges, …]</c>.</returns>
    public Tensor ToTensor()
    {
        if (_edges is null) return _x;
        var x = _edges.Source(_x);
        return _weights is not { } w ? x : x * w.To(x.DType).Reshape([.. w.Shape, .. Enumerable.Repeat(1, x.Rank - w.Rank)]);
    }

    internal Tensor Aggregate(Csr graph, Aggregation how)
    {
        if (_edges is not null && _weights is null && how == Aggregation.Max) return graph.NeighborMax(_x);
        if (_edges is not null && _weights is null && how == Aggregation.Min) return graph.NeighborMin(_x);
        if (_edges is null || how is not (Aggregation.Sum or Aggregation.Mean)) return ToTensor().Aggregate(graph.RowPointers, how);
        if (_weights is { Rank: 2 }) return Mean(graph.MatMul(_weights, _x));
        if (ReferenceEquals(_weights, graph.Values) || _weights is null)
        {
            var own = _weights is null && graph.Values is not null ? graph.WithValues(null) : graph;
            return how == Aggregation.Mean && own.Values is null ? own.RowNormalized(_x.DType).MatMul(_x) : Mean(own.MatMul(_x));
        }
        return Mean(graph.WithValues(_weights).MatMul(_x));

        Tensor Mean(Tensor sum)
        {
            if (how == Aggregation.Sum) return sum;
            var counts = new double[graph.Rows];
            for (int r = 0; r < counts.Length; r++) counts[r] = 1.0 / Math.Max(1, graph.Row(r).Length);
            return sum * Tensor.From(counts).To(sum.DType).Reshape([counts.Length, .. Enumerable.Repeat(1, sum.Rank - 1)]);
        }
    }
}
