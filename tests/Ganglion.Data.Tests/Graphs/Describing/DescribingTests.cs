namespace Ganglion.Data.Tests;

public class DescribingTests
{
    private static Dictionary<string, Fact> Facts(object payload) => Data.Facts.Of(payload).ToDictionary(f => f.Name);

    private static Graph Path(int[] labels) => Graph.FromEdges(4, [0, 1, 2], [1, 2, 3]) with { Labels = labels, ClassNames = ["a", "b"] };

    [Fact]
    public void Homophily_is_as_worked_out_by_hand()
    {
        // 0 - 1 - 2 - 3, of classes a a b b: two of three edges agree; nodes 1, 1/2, 1/2, 1; both classes have half of the degrees.
        var homophily = Homophily.Of(Path([0, 0, 1, 1]));
        Assert.Equal(2.0 / 3, homophily.Edge, 12);
        Assert.Equal(0.75, homophily.Node, 12);
        Assert.Equal((2.0 / 3 - 0.5) / 0.5, homophily.Adjusted, 12);
        // a b b b: degrees 1 of a and 5 of b; e = (1 + 25) / 36.
        homophily = Homophily.Of(Path([0, 1, 1, 1]));
        Assert.Equal((2.0 / 3 - 26.0 / 36) / (10.0 / 36), homophily.Adjusted, 12);
        // A node without a class takes its edges out.
        Assert.Equal(1, Homophily.Of(Path([0, 0, -1, 1])).Edge);
        Assert.True(double.IsNaN(Homophily.Of(Path([0, 0, 0, 0])).Adjusted));
        Assert.Equal(1, Homophily.Of(Path([0, 0, 0, 0])).Node);
    }

    [Fact]
    public void Clustering_is_as_worked_out_by_hand_and_a_sample_comes_near()
    {
        // A triangle with a tail and a loop: 1, 1, 1/3, 0.
        Assert.Equal(new Clustering(7.0 / 12, 4), Clustering.Of(Graph.FromEdges(4, [0, 1, 2, 2, 1], [1, 2, 0, 3, 1])));
        Assert.Equal(new Clustering(1, 3), Clustering.Of(Graph.FromEdges(3, [0, 1, 2], [1, 2, 0], directed: true)));
        var graph = SyntheticGraphs.StochasticBlockModel(400, 4, 0.2, 0.02);
        var (all, some) = (Clustering.Of(graph), Clustering.Of(graph, steps: 60_000));
        Assert.Equal(400, all.Nodes);
        Assert.InRange(some.Nodes, 20, 300);
        Assert.Equal(all.Mean, some.Mean, 0.03);
    }

    [Fact]
    public void Degrees_are_drawn_as_bars()
    {
        Assert.Equal("0 ▂ 1  1 ▄ 2  3-4 █ 4  9-16 ▂ 1", GraphFacts.Histogram([0, 1, 1, 3, 3, 4, 4, 10]));
        Assert.Equal("none", GraphFacts.Histogram([]));
    }

    [Fact]
    public void Facts_of_a_directed_graph_count_both_directions()
    {
        var facts = Facts(Graph.FromEdges(5, [0, 0, 1, 3], [1, 2, 2, 3], directed: true, [1, 2, 3, 4]));
        Assert.Equal((5, 4), (facts["nodes"].Number, facts["edges, directed"].Number));
        Assert.Equal("0 0, 25% 0, 50% 1, 75% 1, 100% 2", facts["in-degree quantiles"].Text);
        Assert.Equal("0 0, 25% 0, 50% 1, 75% 1, 100% 2", facts["out-degree quantiles"].Text);
        Assert.Equal((1, 1, 3), (facts["isolated nodes"].Number, facts["self-loops"].Number, facts["components"].Number));
        Assert.Equal("1 … 4", facts["edge weights"].Text);
    }

    [Fact]
    public void Doubles_across_the_split_are_counted_and_warned_of()
    {
        // Nodes 0 and 1 hang on 4 and 5, as 2 does with another class; 3 hangs on 4 alone.
        var graph = Graph.FromEdges(6, [0, 0, 1, 1, 2, 2, 3], [4, 5, 4, 5, 4, 5, 4]) with { Labels = [0, 0, 1, 0, 1, 1], ClassNames = ["a", "b"], Splits = [new([0, 2], [4], [1, 3])] };
        var facts = Facts(graph);
        Assert.Equal((2, 1), (facts["duplicate nodes"].Number, facts["leaking duplicates"].Number));
        Assert.Equal(0.5, facts["warning: duplicates leak"].Number);
        Assert.Equal(0.333, facts["label rate"].Number, 0.001);
        var features = SparseMatrix.FromDense(6, 1, [1, 2, 1, 1, 1, 1]);
        Assert.Equal((2, 0), (Duplicates.Of(graph with { Features = features }).Count, Duplicates.Of(graph with { Features = features }).Alike));
        Assert.False(Facts(graph with { Splits = [new([2], [4], [1, 3])] }).ContainsKey("warning: duplicates leak"));
        Assert.Contains("node 1 for one", Facts(graph with { Splits = [new([0, 1], [4], [1, 3])] })["warning: nodes in two parts"].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hetero-chameleon", 1211, true)]
    [InlineData("hetero-squirrel", 2463, true)]
    [InlineData("hetero-chameleon-filtered", 37, false)]
    [InlineData("hetero-squirrel-filtered", 6, false)]
    public void The_doubles_of_the_wikipedia_graphs_are_found_and_the_filtered_ones_are_nearly_free_of_them(string name, int duplicates, bool warned)
    {
        var facts = Facts(TestData.OpenOrSkip(name).Graph);
        Assert.Equal(duplicates, facts["duplicate nodes"].Number);
        Assert.Equal(warned, facts.ContainsKey("warning: duplicates leak"));
    }

    [Theory]
    [InlineData("cora", 0.81, 0.77)]
    [InlineData("hetero-minesweeper", 0.68, 0.01)]
    [InlineData("hetero-squirrel-filtered", 0.21, 0.01)]
    [InlineData("hetero-chameleon-filtered", 0.24, 0.03)]
    public void Homophily_agrees_with_the_published_figures(string name, double edge, double adjusted)
    {
        var homophily = Homophily.Of(TestData.OpenOrSkip(name).Graph);
        Assert.Equal(edge, homophily.Edge, 0.006);
        Assert.Equal(adjusted, homophily.Adjusted, 0.006);
    }

    [Fact]
    public void Every_form_of_graph_has_its_facts()
    {
        var typed = new HeteroGraph([new("a", 2), new("b", 3) { Targets = [1, 2, 3] }], [EdgeSet.FromEdges(new("a", "to", "b"), 2, 3, [0, 1], [0, 0])]);
        Assert.Equal("2, into a b 0 0, 25% 0, 50% 0, 75% 0, 100% 2", Facts(typed)["edges of type (a, to, b)"].Text);
        Assert.Equal("3, a target", Facts(typed)["nodes of type b"].Text);
        var events = TemporalGraph.FromEvents(3, [0, 1, 0, 0], [1, 2, 1, 1], [1, 2, 3, 4]);
        Assert.Equal((4, 2, 1), (Facts(events)["events"].Number, Facts(events)["edges"].Number, Facts(events)["repeated"].Number));
        Assert.Equal(3, Facts(Hypergraph.FromHyperedges(4, [[0, 1], [2]]))["members"].Number);
        Assert.Equal(0, Facts(Graph.FromEdges(0, [], []))["nodes"].Number);
    }
}
