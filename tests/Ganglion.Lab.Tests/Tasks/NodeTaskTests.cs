using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public class NodeTaskTests
{
    private static Graph Ring(int nodes, bool directed = false, float[]? weights = null) => Graph.FromEdges(nodes, [.. Enumerable.Range(0, nodes)],
        [.. Enumerable.Range(0, nodes).Select(n => (n + 1) % nodes)], directed, weights);

    private static Graph Labelled(int nodes, int classes) => Ring(nodes) with
    {
        Labels = [.. Enumerable.Range(0, nodes).Select(n => n % classes)],
        ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"c{c}")],
        Splits = [new([0, 1], [2], [3])],
    };

    private static NodeRegression Values(int nodes = 40) =>
        NodeRegression.From(Ring(nodes) with { Targets = [.. Enumerable.Range(0, nodes).Select(n => n % 7 == 3 ? float.NaN : 100f + n)] }, "ring", new());

    [Fact]
    public void Weights_are_the_values_of_the_adjacency_and_directed_links_come_in()
    {
        var graph = Ring(4, directed: true, [1, 2, 3, 4]) with { Labels = [0, 1, 0, 1], ClassNames = ["a", "b"], Splits = [new([0, 1], [2], [3])] };
        var task = NodeClassification.From(graph, "ring", new());
        Assert.Equal([3], task.Input.Adjacency.Row(0).ToArray());
        Assert.Equal([4.0, 1, 2, 3], task.Input.Adjacency.Values!.ToDoubles());
        var both = NodeClassification.From(graph, "ring", new() { Undirected = true });
        Assert.Equal([1, 3], both.Input.Adjacency.Row(0).ToArray());
        Assert.Equal(8, both.Input.Adjacency.Nonzeros);
    }

    [Fact]
    public void Some_nodes_of_each_class_are_learnt_from_on_request()
    {
        var task = NodeClassification.From(Labelled(300, 3), "ring", new() { PerClass = 20, Seed = 5 });
        Assert.Equal([20, 20, 20], Enumerable.Range(0, 3).Select(c => task.Train.Count(n => n % 3 == c)));
        Assert.Equal((80, 160), (task.Validation.Length, task.Nodes(Part.Test).Length));
        Assert.Equal([0, 1], NodeClassification.From(Labelled(300, 3), "ring", new()).Train);
        Assert.NotEqual([0, 1], NodeClassification.From(Labelled(300, 3), "ring", new() { Split = -1 }).Train);
    }

    [Fact]
    public void One_class_an_empty_graph_and_a_graph_without_edges_are_each_refused_in_words()
    {
        Assert.Contains("the one class 'c0' for all labelled nodes of 'x'", Fails(Labelled(9, 1)), StringComparison.Ordinal);
        Assert.Contains("the graph 'x' without a node", Fails(Graph.FromEdges(0, [], [])), StringComparison.Ordinal);
        Assert.Contains("the graph 'x' of 3 nodes without an edge", Fails(Graph.FromEdges(3, [], []) with { Labels = [0, 1, 0], ClassNames = ["a", "b"] }), StringComparison.Ordinal);
        Assert.Contains("0 nodes that have a number to predict", Assert.Throws<DataException>(() => NodeRegression.From(Ring(3), "x", new())).Message, StringComparison.Ordinal);
        static string Fails(Graph graph) => Assert.Throws<DataException>(() => NodeClassification.From(graph, "x", new())).Message;
    }

    [Fact]
    public void Targets_are_standardised_by_the_training_nodes_and_scored_in_their_own_unit()
    {
        var task = Values();
        Assert.Equal(0, task.TrainTargets.Mean().Item(), 1e-5);
        Assert.Equal(1, task.TrainTargets.Square().Mean().Item(), 1e-4);
        int[] all = [.. task.Train, .. task.Validation, .. task.Nodes(Part.Test)];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.DoesNotContain(all, n => n % 7 == 3);
        // Two too much everywhere, in the targets' own unit.
        var answers = Tensor.From([.. Enumerable.Range(0, 40).Select(n => (float)((102.0 + n - task.Info.Mean) / task.Info.Deviation))], 40, 1);
        var score = task.Score(answers, Part.Test);
        Assert.Equal((2, 2), (Math.Round(score["rmse"], 4), Math.Round(score["mae"], 4)));
    }

    [Fact]
    public void Few_features_come_standardised_and_a_kept_network_does_the_same_to_new_graphs()
    {
        var graph = Ring(40) with { Targets = [.. Enumerable.Range(0, 40).Select(n => (float)n)], Features = SparseMatrix.FromDense(40, 2, [.. Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? 1000f + i : 0)]) };
        var task = NodeRegression.From(graph, "ring", new());
        Assert.Equal(0, task.Input.Features.ToDense().Mean().Item(), 1e-4);
        Assert.Equal(0.5, task.Input.Features.ToDense().Square().Mean().Item(), 1e-3);      // the second column does not vary
        Assert.Equal(task.Input.Features.ToDense().ToArray(), task.Info.InputOf(graph).Features.ToDense().ToArray());
    }
}
