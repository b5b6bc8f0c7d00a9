namespace Ganglion.Data.Tests;

public sealed class SubgraphSamplerTests
{
    private static readonly Csr Graph = SampledGraphs.Block(30, 5).RowNormalized();

    [Theory]
    [InlineData(SubgraphKind.Nodes, 10)]
    [InlineData(SubgraphKind.Edges, 8)]
    [InlineData(SubgraphKind.Walks, 5)]
    public void Weighted_sums_expect_what_the_whole_graph_gives(SubgraphKind kind, int size)
    {
        var x = new Rng(2).Normal([30, 1], mean: 1);
        var sampler = new SubgraphSampler(Graph, kind, size, new Rng(1), estimates: 3000);
        var (exact, rows, seen) = (Graph.MatMul(x).ToDoubles(), new double[30], new int[30]);
        var (total, draws) = (0.0, 2500);
        for (var i = 0; i < draws; i++)
        {
            var part = sampler.Sample(new Rng(7).Split(i));
            var y = part.Adjacency.MatMul(x.GatherRows(part.Nodes)).ToDoubles();
            var weights = part.NodeWeights!.ToDoubles();
            for (var v = 0; v < y.Length; v++)
            {
                rows[part.Nodes[v]] += y[v];
                seen[part.Nodes[v]]++;
                total += weights[v] * y[v] / draws;
            }
        }

        Assert.Equal(exact.Average(), total, 0.02);
        for (var v = 0; v < 30; v++) if (seen[v] > 300) Assert.Equal(exact[v], rows[v] / seen[v], 0.2);
        Assert.True(seen.Count(s => s > 300) > 20);
    }

    [Fact]
    public void All_edges_among_the_nodes_are_there_and_no_others()
    {
        var part = new SubgraphSampler(Graph, SubgraphKind.Walks, 4, new Rng(1), estimates: 20).Sample(new Rng(3));
        for (var i = 0; i < part.Nodes.Length; i++)
        {
            Assert.Equal(Graph.Row(part.Nodes[i]).ToArray().Where(part.Nodes.Contains).Order(),
                part.Adjacency.Row(i).ToArray().Select(c => part.Nodes[c]).Order());
        }
    }

    [Fact]
    public void The_same_key_draws_the_same()
    {
        var sampler = new SubgraphSampler(Graph, SubgraphKind.Edges, 6, new Rng(1), estimates: 20);
        Assert.Equal(sampler.Sample(new Rng(3)).Nodes, sampler.Sample(new Rng(3)).Nodes);
        Assert.NotEqual(sampler.Sample(new Rng(3)).Nodes, sampler.Sample(new Rng(4)).Nodes);
    }
}
