namespace Ganglion.Data.Tests;

public sealed class PprPushTests
{
    private static readonly Csr Graph = SampledGraphs.Block(60, 3);

    // π ← α s + (1 - α) π D⁻¹ A until nothing changes.
    private static double[] Exact(Csr graph, int start, double alpha)
    {
        var (scores, shares) = (new double[graph.Rows], graph.RowNormalized(DType.F64));
        var values = shares.Values!.ToDoubles();
        for (var i = 0; i < 500; i++)
        {
            var next = new double[graph.Rows];
            next[start] = alpha;
            for (var (row, e) = (0, 0); row < graph.Rows; row++)
            {
                if (graph.Row(row).Length == 0) next[row] += (1 - alpha) * scores[row];
                foreach (var column in graph.Row(row)) next[column] += (1 - alpha) * scores[row] * values[e++];
            }

            scores = next;
        }

        return scores;
    }

    [Theory]
    [InlineData(0.15, 1e-3)]
    [InlineData(0.15, 1e-5)]
    [InlineData(0.5, 1e-4)]
    public void A_score_falls_short_by_epsilon_an_edge_at_most(double alpha, double epsilon)
    {
        foreach (var start in (int[])[0, 17, 59])
        {
            var exact = Exact(Graph, start, alpha);
            var (nodes, scores) = new PprPush(Graph, alpha, epsilon).From(start);
            var pushed = new double[60];
            for (var i = 0; i < nodes.Length; i++) pushed[nodes[i]] = scores[i];
            for (var v = 0; v < 60; v++)
                Assert.InRange(exact[v] - pushed[v], -1e-9, (epsilon * Graph.Row(v).Length) + 1e-9);
        }
    }

    [Fact]
    public void Weights_share_what_is_pushed_and_an_end_keeps_it()
    {
        var graph = new Csr(3, 3, [0, 2, 2, 2], [1, 2], Tensor.From((float[])[3, 1]));
        var (nodes, scores) = new PprPush(graph, 0.2, 1e-6).From(0);
        Assert.Equal([0, 1, 2], nodes);
        Assert.Equal(0.2, scores[0], 1e-6);
        Assert.Equal(0.6, scores[1], 1e-6);
        Assert.Equal(0.2, scores[2], 1e-6);
    }

    [Fact]
    public void The_best_are_those_of_power_iteration_on_any_number_of_threads()
    {
        var before = Compute.Threads;
        var (push, starts) = (new PprPush(Graph, 0.2, 1e-7), (int[])[.. Enumerable.Range(0, 60)]);
        try
        {
            Compute.Threads = 1;
            var one = push.TopK(starts, 5);
            Compute.Threads = 2;
            var two = push.TopK(starts, 5);
            Assert.Equal(one.ColumnIds.Span.ToArray(), two.ColumnIds.Span.ToArray());
            Assert.Equal(one.Values!.ToArray(), two.Values!.ToArray());
            foreach (var start in (int[])[4, 33])
            {
                var exact = Exact(Graph, start, 0.2);
                Assert.Equal(Enumerable.Range(0, 60).OrderByDescending(v => exact[v]).Take(5).Order(), one.Row(start).ToArray());
            }
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    [Fact]
    public void Its_cost_does_not_grow_with_the_graph()
    {
        // A long ring: only what lies near the start is touched.
        const int n = 50_000;
        int[] a = [.. Enumerable.Range(0, n)], b = [.. Enumerable.Range(0, n).Select(i => (i + 1) % n)];
        var ring = Csr.FromEdges(n, n, (int[])[.. a, .. b], (int[])[.. b, .. a]);
        Assert.InRange(new PprPush(ring, 0.15, 1e-4).From(9).Nodes.Length, 20, 200);
    }
}
