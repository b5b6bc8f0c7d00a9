namespace Ganglion.Data;

/// <summary>
/// Batches of whole clusters (Cluster-GCN, Chiang et al. 2019): a graph is divided once, and a batch is the subgraph of some parts drawn together,
/// with the edges between them (section 3.2). In an epoch every node occurs in just one batch.
/// </summary>
public sealed class ClusterSampler
{
    private readonly Csr _graph;
    private readonly GraphPartition _partition;
    private readonly int _together;

    /// <summary>A sampler of one divided graph; it may be asked from several threads.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination. Normalise the batches, not this.</param>
    /// <param name="partition">Its division.</param>
    /// <param name="together">Parts in a batch; the last batch of an epoch may have fewer.</param>
    /// <exception cref="ArgumentException">The division is of another graph.</exception>
    public ClusterSampler(Csr graph, GraphPartition partition, int together = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(together, 1);
        if (partition.PartOf.Length != graph.Rows)
            throw new ArgumentException($"The partition is of {partition.PartOf.Length} nodes; the graph is {graph}.", nameof(partition));
        (_graph, _partition, _together) = (graph, partition, together);
    }

    /// <summary>The batches of an epoch, made when they are asked for; the same key gives the same.</summary>
    public IEnumerable<SampledSubgraph> Epoch(Rng rng) => rng.Permutation(_partition.Nodes.Length).Chunk(_together).Select(Batch);

    private SampledSubgraph Batch(int[] parts)
    {
        var nodes = new NodeNumbering(_graph.Rows);
        foreach (var part in parts.Order())
            foreach (var node in _partition.Nodes[part]) nodes.Of(node);
        var (pointers, columns, edges) = SampledSubgraph.Among(nodes, _graph.RowPointers.Span, _graph.ColumnIds.Span);
        return new(nodes.Nodes.ToArray(), new(nodes.Count, nodes.Count, pointers, columns, _graph.Values?.GatherRows(edges)));
    }
}
