namespace Ganglion.Data.Tests;

public sealed class NeighborSamplerTests
{
    // 0 is reached from all others; 1 from 0 and 2; 2 from nobody.
    private static readonly Csr Star = Csr.FromEdges(6, 6, (int[])[1, 2, 3, 4, 5, 0, 2, 0, 0, 0], (int[])[0, 0, 0, 0, 0, 1, 1, 3, 4, 5]);

    [Fact]
    public void The_first_block_in_the_graphs_numbers_has_the_same_edges()
    {
        var sampled = new NeighborSampler(Star, [2, 3]).Sample([0, 1], new Rng(5));
        var first = sampled.FirstBlock(Star.Rows);
        Assert.Equal(sampled.Blocks[0].RowPointers.Span.ToArray(), first.RowPointers.Span.ToArray());
        Assert.Equal(sampled.Blocks[0].ColumnIds.Span.ToArray().Select(c => sampled.Nodes[c]), first.ColumnIds.Span.ToArray());
        Assert.Equal(Star.Rows, first.Columns);
    }

    [Fact]
    public void With_room_for_all_edges_a_block_is_the_graph_around_the_batch()
    {
        var sampled = new NeighborSampler(Star, [-1, 10]).Sample([1, 2], new Rng(1));
        Assert.Equal([1, 2, 0, 3, 4, 5], sampled.Nodes);
        Assert.Equal((2, 3), (sampled.Blocks[1].Rows, sampled.Blocks[1].Columns));
        Assert.Equal([2, 1], sampled.Blocks[1].Row(0).ToArray());
        Assert.Equal(0, sampled.Blocks[1].Row(1).Length);
        Assert.Equal((3, 6), (sampled.Blocks[0].Rows, sampled.Blocks[0].Columns));
        Assert.Equal([0, 1, 3, 4, 5], sampled.Blocks[0].Row(2).ToArray());
        Assert.Equal(9, sampled.Edges);
    }

    [Fact]
    public void No_node_gets_more_edges_than_the_fan_out_and_none_twice()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var sampled = new NeighborSampler(Star, [3]).Sample([0], new Rng(seed));
            var drawn = sampled.Blocks[0].Row(0).ToArray().Select(c => sampled.Nodes[c]).ToArray();
            Assert.Equal(3, drawn.Distinct().Count());
            Assert.All(drawn, n => Assert.InRange(n, 1, 5));
        }
    }

    [Fact]
    public void Every_neighbour_is_drawn_equally_often()
    {
        var counts = new int[6];
        var sampler = new NeighborSampler(Star, [2]);
        for (var seed = 0; seed < 5000; seed++)
        {
            var sampled = sampler.Sample([0], new Rng(7).Split(seed));
            foreach (var c in sampled.Blocks[0].Row(0)) counts[sampled.Nodes[c]]++;
        }

        Assert.All(counts[1..], c => Assert.InRange(c, 1850, 2150)); // 2000 expected, deviation 35
    }

    [Fact]
    public void The_same_key_draws_the_same()
    {
        var sampler = new NeighborSampler(Star, [2, 2]);
        var (a, b) = (sampler.Sample([0, 1], new Rng(3)), sampler.Sample([0, 1], new Rng(3)));
        Assert.Equal(a.Nodes, b.Nodes);
        Assert.Equal(a.Blocks[0].ColumnIds.Span.ToArray(), b.Blocks[0].ColumnIds.Span.ToArray());
        Assert.Contains(Enumerable.Range(0, 20), s => !sampler.Sample([0, 1], new Rng((ulong)s)).Nodes.SequenceEqual(a.Nodes));
    }

    [Fact]
    public void A_node_that_is_repeated_or_missing_is_named()
    {
        var sampler = new NeighborSampler(Star, [2]);
        Assert.Contains("Node 3 occurs twice", Assert.Throws<ArgumentException>(() => sampler.Sample([3, 3], new Rng(1))).Message, StringComparison.Ordinal);
        Assert.Contains("Node 9 does not exist", Assert.Throws<ArgumentException>(() => sampler.Sample([9], new Rng(1))).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 0]", Assert.Throws<ArgumentException>(() => new NeighborSampler(Star, [2, 0])).Message, StringComparison.Ordinal);
    }
}
