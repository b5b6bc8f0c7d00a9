namespace Ganglion.Data.Tests;

public sealed class RandomWalksTests
{
    // 0 - 1, 0 - 2, 1 - 2, 2 - 3, 2 - 4: from 2, reached from 0, node 1 is near and 3 and 4 are far. 5 is alone.
    private static readonly (int, int)[] Edges = [(0, 1), (0, 2), (1, 2), (2, 3), (2, 4)];

    private static Csr Of(double[]? weights = null)
    {
        int[] a = [.. Edges.Select(e => e.Item1), .. Edges.Select(e => e.Item2)], b = [.. Edges.Select(e => e.Item2), .. Edges.Select(e => e.Item1)];
        return Csr.FromEdges(6, 6, a, b, weights is null ? null : Tensor.From([.. weights, .. weights]));
    }

    // Where walks of the form 0, 2, x go.
    private static double[] Third(RandomWalks walks)
    {
        var (counts, total) = (new double[6], 0);
        var drawn = walks.Sample([.. Enumerable.Repeat(0, 60_000)], 2, new Rng(3));
        for (var i = 0; i < drawn.GetLength(0); i++)
        {
            if (drawn[i, 1] != 2) continue;
            counts[drawn[i, 2]]++;
            total++;
        }

        return [.. counts.Select(c => c / total)];
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.25, 4)]
    [InlineData(4, 0.5)]
    [InlineData(0.01, 1)]
    public void Steps_have_the_weights_of_node2vec(double p, double q)
    {
        double[] expected = [1 / p, 1, 0, 1 / q, 1 / q, 0];
        var third = Third(new RandomWalks(Of(), p, q));
        for (var x = 0; x < 6; x++) Assert.Equal(expected[x] / expected.Sum(), third[x], 0.012);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.2, 3)]
    [InlineData(3, 0.25)]
    public void Weights_of_edges_multiply_them(double p, double q)
    {
        double[] weights = [1, 2, 3, 0.5, 4];
        double[] expected = [2 / p, 3, 0, 0.5 / q, 4 / q, 0];
        var third = Third(new RandomWalks(Of(weights), p, q));
        for (var x = 0; x < 6; x++) Assert.Equal(expected[x] / expected.Sum(), third[x], 0.012);
    }

    [Fact]
    public void Every_step_follows_an_edge_and_a_lonely_node_stays()
    {
        var graph = Of();
        var walks = new RandomWalks(graph, 0.5, 2).Sample([0, 1, 2, 3, 4, 5], 30, new Rng(1));
        for (var i = 0; i < 6; i++)
            for (var s = 1; s <= 30; s++)
                Assert.True(i == 5 ? walks[i, s] == 5 : graph.Row(walks[i, s - 1]).Contains(walks[i, s]));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var walks = new RandomWalks(Of([1, 2, 3, 4, 5]), 0.5, 2);
        int[] starts = [.. Enumerable.Range(0, 500).Select(i => i % 6)];
        var before = Compute.Threads;
        try
        {
            Compute.Threads = 1;
            var one = walks.Sample(starts, 20, new Rng(9));
            Compute.Threads = 2;
            Assert.Equal(one, walks.Sample(starts, 20, new Rng(9)));
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    [Fact]
    public void Columns_out_of_order_walk_as_those_in_order()
    {
        int[] starts = [.. Enumerable.Repeat(0, 50)];
        Csr ordered = new(4, 4, [0, 2, 4, 7, 8], [1, 2, 0, 2, 0, 1, 3, 2]), mixed = new(4, 4, [0, 2, 4, 7, 8], [2, 1, 2, 0, 3, 0, 1, 2]);
        Assert.Equal(new RandomWalks(ordered, 1, 0.1).Sample(starts, 20, new Rng(2)), new RandomWalks(mixed, 1, 0.1).Sample(starts, 20, new Rng(2)));
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => new RandomWalks(new Csr(2, 3, [0, 0, 0], []))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomWalks(Of(), q: 0));
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => new RandomWalks(Of([1, -1, 1, 1, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("Node 6", Assert.Throws<ArgumentException>(() => new RandomWalks(Of()).Sample([6], 1, new Rng(1))).Message, StringComparison.Ordinal);
    }
}
