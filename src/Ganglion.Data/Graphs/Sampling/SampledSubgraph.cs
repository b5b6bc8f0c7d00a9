namespace Ganglion.Data;

/// <summary>A part of a graph to train on as if it were the whole.</summary>
/// <param name="Nodes">Which nodes: row and column i of the adjacency are those of <c>Nodes[i]</c>.</param>
/// <param name="Adjacency"><c>[nodes, nodes]</c>, row = destination.</param>
public sealed record SampledSubgraph(int[] Nodes, Csr Adjacency)
{
    /// <summary>
    /// What the loss of each node counts for, so that its weighted sum is, in expectation, the mean over all nodes of the graph:
    /// <c>[nodes]</c>; null where all count alike.
    /// </summary>
    public Tensor? NodeWeights { get; init; }

    /// <summary>The places, in the whole graph, of the edges among numbered nodes, and where each row of them begins.</summary>
    internal static (int[] Pointers, int[] Columns, int[] Edges) Among(NodeNumbering nodes, ReadOnlySpan<int> pointers, ReadOnlySpan<int> columns)
    {
        var (starts, ids, edges) = (new int[nodes.Count + 1], new List<int>(), new List<int>());
        for (var i = 0; i < nodes.Count; i++)
        {
            for (var e = pointers[nodes[i]]; e < pointers[nodes[i] + 1]; e++)
            {
                var column = nodes.Find(columns[e]);
                if (column < 0) continue;
                ids.Add(column);
                edges.Add(e);
            }

            starts[i + 1] = ids.Count;
        }

        return (starts, [.. ids], [.. edges]);
    }
}
