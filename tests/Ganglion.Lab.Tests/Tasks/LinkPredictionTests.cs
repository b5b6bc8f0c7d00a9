using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class LinkPredictionTests
{
    private static readonly Graph s_graph = SyntheticGraphs.StochasticBlockModel(80, 2, 0.3, 0.05);

    private static HashSet<(int, int)> Pairs(LinkInput asked, Range range)
    {
        ReadOnlySpan<int> from = asked.From.Span[range], to = asked.To.Span[range];
        var pairs = new HashSet<(int, int)>();
        for (int i = 0; i < from.Length; i++) Assert.True(pairs.Add((Math.Min(from[i], to[i]), Math.Max(from[i], to[i]))));
        return pairs;
    }

    [Fact]
    public void The_parts_share_no_pair_and_hold_every_link_once()
    {
        var task = LinkPrediction.From(s_graph, "sbm", new());
        int validation = task.Truth(Part.Validation).Sum(), test = task.Truth(Part.Test).Sum();
        var links = Pairs(task.Asked(Part.Train), ..);
        links.UnionWith(Pairs(task.Validation, ..validation));
        links.UnionWith(Pairs(task.Asked(Part.Test), ..test));
        Assert.Equal(s_graph.Edges, task.Count + validation + test);
        Assert.Equal(s_graph.Edges, links.Count);
        var others = Pairs(task.Validation, validation..);
        Assert.Equal(validation, others.Count);
        others.UnionWith(Pairs(task.Asked(Part.Test), test..));
        Assert.Equal(validation + test, others.Count);
        Assert.DoesNotContain(others, p => p.Item1 == p.Item2 || s_graph.Neighbors(p.Item1).Contains(p.Item2));
    }

    [Fact]
    public void The_known_graph_holds_training_links_only()
    {
        var task = LinkPrediction.From(s_graph, "sbm", new());
        Assert.Equal(2 * task.Count, task.Input.Adjacency.Nonzeros);
        int validation = task.Truth(Part.Validation).Sum();
        foreach (var (a, b) in Pairs(task.Validation, ..validation)) Assert.False(task.Input.Adjacency.Row(a).Contains(b));
    }

    [Fact]
    public void Links_can_be_taken_out_of_the_known_graph()
    {
        var task = LinkPrediction.From(s_graph, "sbm", new());
        int[] items = [0, 5, 7];
        var rest = task.Without(items).Adjacency;
        Assert.Equal(task.Input.Adjacency.Nonzeros - 6, rest.Nonzeros);
        foreach (var (a, b) in Pairs(task.Batch(items, new Rng(0)), ..items.Length))
        {
            Assert.False(rest.Row(a).Contains(b));
            Assert.False(rest.Row(b).Contains(a));
        }
    }

    [Fact]
    public void Pairs_drawn_for_training_are_not_training_links()
    {
        var task = LinkPrediction.From(s_graph, "sbm", new());
        int[] items = [.. Enumerable.Range(0, 200)];
        var drawn = task.Batch(items, new Rng(3));
        for (int i = items.Length; i < 2 * items.Length; i++)
        {
            Assert.NotEqual(drawn.From[i], drawn.To[i]);
            Assert.False(task.Input.Adjacency.Row(drawn.To[i]).Contains(drawn.From[i]));
        }
    }

    [Fact]
    public void Directed_links_keep_their_direction()
    {
        var graph = Graph.FromEdges(30, [.. Enumerable.Range(0, 30)], [.. Enumerable.Range(0, 30).Select(i => (i + 1) % 30)], directed: true);
        var task = LinkPrediction.From(graph, "ring", new());
        Assert.True(task.Info.Directed);
        Assert.Equal(task.Count, task.Input.Adjacency.Nonzeros);
        Assert.All(Enumerable.Range(0, task.Count), i => Assert.Equal((task.Links[2 * i] + 1) % 30, task.Links[2 * i + 1]));
    }

    [Fact]
    public void A_complete_graph_is_refused()
    {
        var complete = SyntheticGraphs.StochasticBlockModel(12, 2, 1, 1);
        Assert.Contains("nearly every pair", Assert.Throws<DataException>(() => LinkPrediction.From(complete, "clique", new())).Message);
    }

    [Fact]
    public void A_graph_can_be_asked_for_another_task_by_name()
    {
        var data = new DataSet("sbm", DataForm.Graph, s_graph);
        Assert.IsType<NodeClassification>(Tasks.From(data));
        Assert.IsType<LinkPrediction>(Tasks.From(data, new() { Task = "link-prediction" }));
        string message = Assert.Throws<DataException>(() => Tasks.From(data, new() { Task = "links" })).Message;
        Assert.Contains("node-classification, node-regression, link-prediction", message);
    }
}

public sealed class LinkMetricsTests
{
    [Fact]
    public void A_hit_is_strictly_above_the_kth_other_pair()
    {
        float[] links = [0.9f, 0.5f, 0.4f, 0.1f], others = [0.8f, 0.4f, 0.3f];
        Assert.Equal(0.25, Metrics.Hits(links, others, 1));
        Assert.Equal(0.5, Metrics.Hits(links, others, 2));
        Assert.Equal(0.75, Metrics.Hits(links, others, 3));
        Assert.Equal(1, Metrics.Hits(links, others, 4));
    }

    [Fact]
    public void Half_of_equal_pairs_stand_before_a_link()
    {
        Assert.Equal((1.0 / 1 + 1 / 3.5) / 2, Metrics.MeanReciprocalRank([0.9f, 0.4f], [0.8f, 0.5f, 0.4f, 0.3f]), 12);
        Assert.Equal(1 / 2.5, Metrics.MeanReciprocalRank([0f], [0f, 0f, 0f]), 12);
    }

    [Fact]
    public void A_constant_score_hits_nothing() => Assert.Equal(0, Metrics.Hits([1f, 1f], [1f, 1f, 1f], 2));
}
