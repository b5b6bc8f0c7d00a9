namespace Ganglion.Data;

/// <summary>Where edges lie, in memory or on disk: what a neighbour sampler asks of a graph.</summary>
internal interface IAdjacency
{
    /// <summary>The number of nodes.</summary>
    int Nodes { get; }

    /// <summary>The place of a node's first in-edge among all edges, and the number of its in-edges.</summary>
    (long First, int Count) InEdges(int node);

    /// <summary>The sources of the edges at some places.</summary>
    void Sources(ReadOnlySpan<long> edges, Span<int> sources);
}

/// <summary>Edges in memory.</summary>
internal sealed class CsrAdjacency(Csr graph) : IAdjacency
{
    private readonly IntTensor _pointers = graph.RowPointers, _columns = graph.ColumnIds;

    public int Nodes => graph.Rows;

    public (long First, int Count) InEdges(int node) => (_pointers[node], _pointers[node + 1] - _pointers[node]);

    public void Sources(ReadOnlySpan<long> edges, Span<int> sources)
    {
        var columns = _columns.Span;
        for (var i = 0; i < edges.Length; i++) sources[i] = columns[(int)edges[i]];
    }
}
