namespace Ganglion.Data.Tests;

public class LinkSplitTests
{
    public static TheoryData<bool, double, int> Kinds => new() { { false, 0, 1 }, { false, 0.3, 3 }, { true, 0, 1 }, { true, 0.3, 2 } };

    private static Graph Made(bool directed)
    {
        var rng = new Rng(7);
        return Graph.FromEdges(60, rng.Split("s").Integers(400, 60), rng.Split("t").Integers(400, 60), directed, [.. rng.Split("w").Uniform([400]).ToArray()]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_that_is_asked_about_later_can_be_seen_or_called_a_negative(bool directed, double disjoint, int negatives)
    {
        var graph = Made(directed);
        var split = LinkSplit.Random(graph, new(1), 0.1, 0.2, disjoint, negatives);
        (string Name, LinkPart Part)[] parts = [("train", split.Train), ("validation", split.Validation), ("test", split.Test)];
        var owner = new Dictionary<(int, int), string>();
        foreach (var (name, part) in parts)
        {
            foreach (var (s, t) in part.Sources.Zip(part.Targets))
            {
                Assert.True(graph.HasEdge(s, t) && s != t);
                // Whoever owns a link owns its opposite too.
                Assert.True(owner.TryAdd((Math.Min(s, t), Math.Max(s, t)), name) || owner[(Math.Min(s, t), Math.Max(s, t))] == name);
                if (name == "train" && disjoint == 0) Assert.True(split.Graph.HasEdge(s, t));
                else Assert.False(split.Graph.HasEdge(s, t) || split.Graph.HasEdge(t, s));
            }
        }

        var seen = new HashSet<(int, int)>();
        foreach (var (name, part) in parts)
        {
            Assert.Equal(part.Count * (name == "train" ? 1 : negatives), part.NegativeSources.Length);
            foreach (var (s, t) in part.NegativeSources.Zip(part.NegativeTargets))
            {
                Assert.False(graph.HasEdge(s, t) || s == t);
                Assert.True(seen.Add(directed ? (s, t) : (Math.Min(s, t), Math.Max(s, t))));
            }
        }

        var asked = parts.Sum(p => p.Part.Count) + (disjoint > 0 ? split.Graph.Edges : 0);
        var loops = Enumerable.Range(0, 60).Count(n => graph.HasEdge(n, n));
        Assert.Equal(graph.Edges - (disjoint > 0 ? 0 : loops), asked);
    }

    [Fact]
    public void What_is_left_of_the_graph_keeps_its_weights_and_its_nodes()
    {
        var graph = Made(false) with { Labels = [.. Enumerable.Range(0, 60)] };
        var split = LinkSplit.Random(graph, new(2));
        Assert.Equal(graph.Labels, split.Graph.Labels);
        var (sources, targets, entries) = split.Graph.EdgeList();
        var (fullSources, fullTargets, fullEntries) = graph.EdgeList();
        var weights = fullSources.Zip(fullTargets).Zip(fullEntries).ToDictionary(e => e.First, e => graph.Weights![e.Second]);
        Assert.All(sources.Zip(targets).Zip(entries), e => Assert.Equal(weights[e.First], split.Graph.Weights![e.Second]));
        Assert.Equal(0.1, (double)split.Test.Count / (split.Train.Count + split.Validation.Count + split.Test.Count), 0.01);
    }

    [Fact]
    public void Fresh_negatives_avoid_every_link_and_the_negatives_of_validation_and_test()
    {
        var split = LinkSplit.Random(Made(false), new(3), 0.1, 0.2);
        HashSet<(int, int)> held = [.. split.Validation.NegativeSources.Zip(split.Validation.NegativeTargets), .. split.Test.NegativeSources.Zip(split.Test.NegativeTargets)];
        var (sources, targets) = split.Negatives(300, new(4));
        Assert.Equal(300, sources.Zip(targets).Distinct().Count());
        Assert.All(sources.Zip(targets), p => Assert.False(split.Whole.HasEdge(p.First, p.Second) || held.Contains(p)));
        Assert.NotEqual(sources, split.Negatives(300, new(5)).Sources);
    }

    [Fact]
    public void A_graph_that_is_nearly_complete_still_gives_its_last_free_pairs()
    {
        var pairs = Enumerable.Range(0, 12).SelectMany(s => Enumerable.Range(s + 1, 11 - s).Select(t => (s, t))).Where((_, i) => i % 3 > 0).ToArray();   // 44 of 66
        var graph = Graph.FromEdges(12, [.. pairs.Select(p => p.s)], [.. pairs.Select(p => p.t)]);
        var split = LinkSplit.Random(graph, new(1), 0.25, 0.25, negatives: 0);
        var (sources, targets) = split.Negatives(22, new(1));
        Assert.All(sources.Zip(targets), p => Assert.False(graph.HasEdge(p.First, p.Second)));
        Assert.Contains("and 22 pairs of nodes are free", Assert.Throws<ArgumentException>(() => split.Negatives(23, new(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_links_are_new_ones_and_messages_run_on_earlier_events_only()
    {
        var rng = new Rng(9);
        var graph = TemporalGraph.FromEvents(30, rng.Split("s").Integers(200, 30), rng.Split("t").Integers(200, 30), [.. Enumerable.Range(0, 200).Select(i => (double)(i / 3))]);
        var division = graph.Split(0.2, 0.2);
        var split = LinkSplit.ByTime(graph, division, new(1));
        Assert.True(split.Test.Count > 0);
        foreach (var part in (LinkPart[])[split.Validation, split.Test])
            Assert.All(part.Sources.Zip(part.Targets), p => Assert.False(split.Graph.HasEdge(p.First, p.Second)));
        Assert.Empty(split.Validation.Sources.Zip(split.Validation.Targets).Intersect(split.Test.Sources.Zip(split.Test.Targets)));
        Assert.Equal(graph.Between(division.Train).Columns, split.Graph.Columns);
        Assert.All(split.Test.NegativeSources.Zip(split.Test.NegativeTargets), p => Assert.False(split.Whole.HasEdge(p.First, p.Second)));
    }
}
