namespace Ganglion.Data.Tests;

public class GraphFormTests
{
    private static readonly EdgeType Writes = new("author", "writes", "paper"), Cites = new("paper", "cites", "paper");

    private static HeteroGraph Library() => new(
        [new("author", 2) { Features = SparseMatrix.FromDense(2, 1, [5, 6]) }, new("paper", 3) { Labels = [0, 1, -1], ClassNames = ["x", "y"], Splits = [new([0], [1], [])] }],
        [EdgeSet.FromEdges(Writes, 2, 3, [0, 1, 1], [0, 0, 2]), EdgeSet.FromEdges(Cites, 3, 3, [2, 1], [0, 0])]);

    [Fact]
    public void Weights_of_repeated_edges_add_up_and_those_of_both_directions_are_averaged()
    {
        var graph = Graph.FromEdges(3, [0, 0, 1, 2], [1, 1, 0, 1], weights: [1, 2, 5, 7], features: [1, 2, 3, 4]);
        Assert.Equal([1, 0, 2, 1], graph.Columns);
        Assert.Equal([4, 4, 7, 7], graph.Weights!);
        Assert.Equal([1, 1, 4, 4], graph.EdgeFeatures!);
        Assert.Equal([5, 3, 7], Graph.FromEdges(3, [0, 0, 1, 2], [1, 1, 0, 1], directed: true, [1, 2, 5, 7]).Weights!);
        Assert.Equal([4, 4, 7, 7], graph.ToCsr().Values!.ToDoubles());
    }

    [Fact]
    public void A_directed_graph_made_undirected_has_each_edge_both_ways_with_the_mean_weight()
    {
        var graph = (Graph.FromEdges(3, [0, 1, 2], [1, 0, 1], directed: true, [1, 3, 7]) with { Labels = [1, 0, 1] }).ToUndirected();
        Assert.Equal((2, false), (graph.Edges, graph.Directed));
        Assert.Equal([2, 2, 7, 7], graph.Weights!);
        Assert.Equal([1, 0, 1], graph.Labels);
    }

    [Fact]
    public void Edges_are_listed_once_and_lead_back_to_their_weights()
    {
        var graph = Graph.FromEdges(4, [3, 0, 2], [1, 2, 2], weights: [1, 2, 3]);
        var (sources, targets, entries) = graph.EdgeList();
        Assert.Equal([(0, 2, 2f), (2, 2, 3f), (1, 3, 1f)], sources.Zip(targets, entries).Select(e => (e.First, e.Second, graph.Weights![e.Third])));
        Assert.True(graph.HasEdge(1, 3) && graph.HasEdge(3, 1) && !graph.HasEdge(0, 1));
    }

    [Fact]
    public void A_subgraph_takes_weights_features_and_targets_along()
    {
        var graph = Graph.FromEdges(4, [0, 1, 2], [1, 2, 3], weights: [1, 2, 3], features: [1, 10, 2, 20, 3, 30]) with { Targets = [0, 1, 2, 3] };
        var part = graph.Subgraph([3, 2, 1]);
        Assert.Equal([1, 0, 2, 1], part.Columns);
        Assert.Equal([3, 3, 2, 2], part.Weights!);
        Assert.Equal([3, 30, 3, 30, 2, 20, 2, 20], part.EdgeFeatures!);
        Assert.Equal([3, 2, 1], part.Targets!);
        Assert.Equal(2, part.Edges);
        var without = graph.WithEntries([true, true, false, false, true, true]);
        Assert.Equal([0, 1, 2, 3, 4], without.RowPointers);
        Assert.Equal([1, 1, 3, 3], without.Weights!);
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
    {
        Assert.Contains("3 weights for 2 entries", Fails(() => Graph.FromEdges(2, [0], [1]) with { Weights = [1, 2, 3] }), StringComparison.Ordinal);
        Assert.Contains("1 targets for 2 nodes", Fails(() => Graph.FromEdges(2, [0], [1]) with { Targets = [1] }), StringComparison.Ordinal);
        Assert.Contains("Edge 0 has the weight NaN", Fails(() => Graph.FromEdges(2, [0], [1], weights: [float.NaN])), StringComparison.Ordinal);
        Assert.Contains("2 weights do not fit 1 edges", Fails(() => Graph.FromEdges(2, [0], [1], weights: [1, 2])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_typed_graph_is_said_with_the_type()
    {
        Assert.Contains("Edge 1 of type (author, writes, paper) comes from 'author' node 7; there are 2 nodes of type 'author', 0 to 1",
            Fails(() => EdgeSet.FromEdges(Writes, 2, 3, [0, 7], [0, 1])), StringComparison.Ordinal);
        Assert.Contains("points to 'paper' node 3", Fails(() => EdgeSet.FromEdges(Writes, 2, 3, [0], [3])), StringComparison.Ordinal);
        var edges = EdgeSet.FromEdges(Writes, 2, 3, [0], [0]);
        Assert.Contains("The source of (author, writes, paper) is the node type 'author', which the graph does not have; it has 'paper'",
            Fails(() => new HeteroGraph([new("paper", 3)], [edges])), StringComparison.Ordinal);
        Assert.Contains("made for 3 nodes of type 'paper'; there are 4", Fails(() => new HeteroGraph([new("author", 2), new("paper", 4)], [edges])), StringComparison.Ordinal);
        Assert.Contains("node type 'paper' is given twice: 3 and 4 nodes", Fails(() => new HeteroGraph([new("paper", 3), new("paper", 4)], [])), StringComparison.Ordinal);
        Assert.Contains("edge type (author, writes, paper) is given twice", Fails(() => new HeteroGraph([new("author", 2), new("paper", 3)], [edges, edges])), StringComparison.Ordinal);
        Assert.Contains("1 feature rows for 2 nodes of type 'author'", Fails(() => new NodeSet("author", 2) { Features = SparseMatrix.FromDense(1, 1, [1]) }), StringComparison.Ordinal);
        Assert.Contains("no node type 'venue'; there are 'author', 'paper'", Fails(() => Library()["venue"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_edges_reverse_and_join_into_one_graph()
    {
        var graph = Library();
        Assert.Equal("paper", graph.TargetType);
        var back = graph.WithReversed()[new EdgeType("paper", "rev_writes", "author")];
        Assert.Equal([0, 0, 2], back.Columns);
        Assert.Equal([0, 1, 3], back.RowPointers);
        var one = graph.ToHomogeneous();
        Assert.Equal((5, 5, true), (one.Nodes, one.Edges, one.Directed));
        Assert.Equal([0, 1, 3, 4], one.Neighbors(2).ToArray());
        Assert.Equal([-1, -1, 0, 1, -1], one.Labels);
        Assert.Equal([2], one.Splits[0].Train);
        Assert.Equal([1f, 0, 5, 1, 0, 6, 0, 1, 0, 0, 1, 0, 0, 1, 0], one.Features!.ToDense());
        Assert.Equal(one.Columns, one.ToHetero()[new EdgeType("node", "edge", "node")].Columns);
    }

    [Fact]
    public void Edges_with_times_lie_in_time_order_within_a_target()
    {
        var edges = EdgeSet.FromEdges(Writes, 4, 2, [0, 1, 2, 3], [0, 1, 0, 0], times: [9, 1, 3, 5]);
        Assert.Equal([2, 3, 0, 1], edges.Columns);
        Assert.Equal([3.0, 5, 9, 1], edges.Times!);
    }

    [Fact]
    public void Events_come_in_time_order_and_a_graph_before_a_time_holds_nothing_of_it()
    {
        var graph = TemporalGraph.FromEvents(3, [0, 1, 2, 0], [1, 2, 0, 1], [5, 1, 3, 3], directed: true, features: [50, 10, 30, 31]);
        Assert.Equal([1.0, 3, 3, 5], graph.Times);
        Assert.Equal([1, 2, 0, 0], graph.Sources);
        Assert.Equal([10, 30, 31, 50], graph.EventFeatures!);
        Assert.Equal((0, 1, 3, 4), (graph.Before(1).Edges, graph.Before(3).Edges, graph.Before(5).Edges, graph.CountBefore(6)));
        Assert.Equal([2f], [.. graph.Between(..).Weights!.Where(w => w > 1)]);     // 0 to 1 twice
        Assert.Equal([1, 2, 1], graph.Snapshots(3).Select(g => g.Edges));        // borders at 2.33 and 3.67
        Assert.Equal([1, 3, 3], graph.Snapshots(3, cumulative: true).Select(g => g.Edges));
    }

    [Fact]
    public void A_division_by_time_never_parts_events_of_one_moment()
    {
        var times = Enumerable.Range(0, 100).Select(i => (double)(i / 7)).ToArray();
        var graph = TemporalGraph.FromEvents(2, new int[100], [.. Enumerable.Repeat(1, 100)], times);
        var split = graph.Split(0.2, 0.2);
        Assert.Equal((split.Train.End, split.Validation.End), (split.Validation.Start, split.Test.Start));
        Assert.Equal(100, split.Test.End.Value);
        Assert.True(graph.Times[split.Train].Max() < graph.Times[split.Validation].Min());
        Assert.True(graph.Times[split.Validation].Max() < graph.Times[split.Test].Min());
    }

    [Fact]
    public void Hyperedges_become_cliques_or_stars()
    {
        var graph = Hypergraph.FromHyperedges(4, [[2, 0, 1], [1, 0], [3]]) with { Weights = [2, 3, 1] };
        Assert.Equal([0, 1], graph.EdgesOf(1).ToArray());
        Assert.Equal([0, 1, 2], graph.MembersOf(0).ToArray());
        var h = graph.ToCsr().ToDense().ToDoubles();
        var clique = graph.CliqueExpansion();
        // H W Hᵀ, entry by entry.
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                var expected = i == j ? 0 : Enumerable.Range(0, 3).Sum(e => h[(i * 3) + e] * h[(j * 3) + e] * graph.Weights![e]);
                Assert.Equal(expected, clique.ToCsr().ToDense().ToDoubles()[(i * 4) + j]);
            }
        }

        var star = graph.StarExpansion();
        Assert.Equal((7, 6), (star.Nodes, star.Edges));
        Assert.Equal([4, 5], star.Neighbors(0).ToArray());
        Assert.Equal([2, 3], star.Weights!.AsSpan(star.RowPointers[0]..star.RowPointers[1]).ToArray());
        Assert.Contains("Hyperedge 1 has no member", Fails(() => Hypergraph.FromHyperedges(2, [[0], []])), StringComparison.Ordinal);
    }

    private static string Fails(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
}
