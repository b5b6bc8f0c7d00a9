namespace Ganglion.Data.Tests;

public sealed class GraphPartitionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void Parts_are_of_like_size_and_hold_every_node_once(int parts)
    {
        var graph = SampledGraphs.Block(600, 2, 0.03, 0.01);
        var partition = GraphPartition.Of(graph, parts, new Rng(1));
        Assert.Equal(Enumerable.Range(0, 600), partition.Nodes.SelectMany(n => n).Order());
        Assert.All(partition.Nodes, n => Assert.InRange(n.Length, 0.5 * 600 / parts, 1.1 * 600 / parts + 1));
        Assert.All(Enumerable.Range(0, 600), node => Assert.Contains(node, partition.Nodes[partition.PartOf[node]]));
    }

    [Fact]
    public void Planted_blocks_are_found()
    {
        var graph = SampledGraphs.Block(400, 8, 0.1, 0.005);
        var partition = GraphPartition.Of(graph, 2, new Rng(5));
        var even = Enumerable.Range(0, 400).Count(n => (n % 2 == 0) == (partition.PartOf[n] == 0));
        Assert.InRange(Math.Max(even, 400 - even), 392, 400);
    }

    [Fact]
    public void A_grid_is_cut_near_its_shortest_lines()
    {
        // 40 x 40: two straight lines into quarters cut 80 of 3120 edges.
        int Id(int r, int c) => (40 * r) + c;
        var edges = new List<(int A, int B)>();
        for (var r = 0; r < 40; r++)
            for (var c = 0; c < 40; c++)
            {
                if (r < 39) edges.Add((Id(r, c), Id(r + 1, c)));
                if (c < 39) edges.Add((Id(r, c), Id(r, c + 1)));
            }

        var grid = Csr.FromEdges(1600, 1600, (int[])[.. edges.Select(e => e.A), .. edges.Select(e => e.B)],
            (int[])[.. edges.Select(e => e.B), .. edges.Select(e => e.A)]);
        Assert.InRange(GraphPartition.Of(grid, 4, new Rng(1)).Cut(grid) * 3120, 60, 140);
    }

    [Fact]
    public void An_epoch_of_clusters_has_every_node_once_with_the_edges_within_a_batch()
    {
        var graph = SampledGraphs.Block(200, 8, 0.1, 0.02);
        var partition = GraphPartition.Of(graph, 8, new Rng(5));
        var batches = new ClusterSampler(graph, partition, 3).Epoch(new Rng(1)).ToArray();
        Assert.Equal(3, batches.Length);
        Assert.Equal(Enumerable.Range(0, 200), batches.SelectMany(b => b.Nodes).Order());
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Nodes.Length; i++)
                Assert.Equal(graph.Row(batch.Nodes[i]).ToArray().Where(batch.Nodes.Contains).Order(), batch.Adjacency.Row(i).ToArray().Select(c => batch.Nodes[c]).Order());
        }
    }

    [Fact]
    public void More_parts_than_nodes_are_refused() =>
        Assert.Contains("9 parts of 8 nodes", Assert.Throws<ArgumentException>(() => GraphPartition.Of(SampledGraphs.Block(8, 1), 9, new Rng(1))).Message, StringComparison.Ordinal);
}
