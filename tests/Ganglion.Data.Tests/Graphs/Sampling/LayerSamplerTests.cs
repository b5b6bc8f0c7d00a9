namespace Ganglion.Data.Tests;

public sealed class LayerSamplerTests
{
    private static readonly Csr Graph = SampledGraphs.Block(40, 7).RowNormalized();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_expectation_is_the_product_with_all_edges(bool conditional)
    {
        var (sampler, x, targets) = (new LayerSampler(Graph, [6], conditional), new Rng(4).Normal([40, 2]), (int[])[3, 11, 20, 39]);
        var exact = Graph.MatMul(x).GatherRows(targets).ToDoubles();
        const int draws = 8_000;
        var (sum, squares) = (new double[8], new double[8]);
        for (var i = 0; i < draws; i++)
        {
            var sampled = sampler.Sample(targets, new Rng(1).Split(i));
            var y = sampled.Blocks[0].MatMul(x.GatherRows(sampled.Nodes)).ToDoubles();
            for (var k = 0; k < 8; k++) (sum[k], squares[k]) = (sum[k] + y[k], squares[k] + (y[k] * y[k]));
        }

        for (var k = 0; k < 8; k++)
        {
            var mean = sum[k] / draws;
            var error = Math.Sqrt(((squares[k] / draws) - (mean * mean)) / draws);
            Assert.True(error > 1e-4);
            Assert.Equal(exact[k], mean, 4.5 * error);
        }
    }

    [Fact]
    public void Sources_are_bounded_by_the_size_of_each_layer()
    {
        var sampled = new LayerSampler(Graph, [4, 3]).Sample([0, 1], new Rng(1));
        Assert.InRange(sampled.Blocks[1].Columns, 2, 6);
        Assert.InRange(sampled.Blocks[0].Columns, sampled.Blocks[1].Columns, sampled.Blocks[1].Columns + 3);
        Assert.Equal((sampled.Blocks[1].Columns, sampled.Nodes.Length), (sampled.Blocks[0].Rows, sampled.Blocks[0].Columns));
        Assert.Equal([0, 1], sampled.Nodes[..2]);
    }

    [Fact]
    public void With_room_for_all_sources_nothing_is_drawn()
    {
        var sampled = new LayerSampler(Graph, [1000]).Sample([5], new Rng(1));
        Assert.Equal(Graph.Row(5).ToArray(), sampled.Blocks[0].Row(0).ToArray().Select(c => sampled.Nodes[c]));
        Assert.Equal(Graph.SelectRows((int[])[5]).Values!.ToArray(), sampled.Blocks[0].Values!.ToArray());
    }

    [Fact]
    public void The_same_key_draws_the_same_from_any_thread()
    {
        var sampler = new LayerSampler(Graph, [5, 5]);
        var one = sampler.Sample([1, 2, 3], new Rng(8));
        Parallel.For(0, 20, _ =>
        {
            var other = sampler.Sample([1, 2, 3], new Rng(8));
            Assert.Equal(one.Nodes, other.Nodes);
            Assert.Equal(one.Blocks[0].Values!.ToArray(), other.Blocks[0].Values!.ToArray());
        });
    }
}
