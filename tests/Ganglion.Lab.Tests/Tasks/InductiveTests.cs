using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class InductiveTests
{
    // Everyone is joined to everyone; a node's features say its class. Of ten nodes, five are trained on, two validate, three test.
    private static Graph Complete(int nodes = 10, int features = 2) => SyntheticGraphs.StochasticBlockModel(nodes, 2, 1, 1, features, noise: 0);

    [Fact]
    public void Hidden_nodes_and_their_links_are_absent_from_training()
    {
        var task = NodeClassification.From(Complete(), "complete", new() { Inductive = true });
        Assert.Equal((7, 7, 7 * 6), (task.Input.Nodes, task.Input.Features.Rows, task.Input.Adjacency.Nonzeros));
        Assert.Equal([0, 1, 2, 3, 4], task.Train);
        Assert.Equal([5, 6], task.Validation);
        Assert.Equal([7, 8, 9], task.Nodes(Part.Test));
        Assert.Equal([1, 0, 1], task.Labels(Part.Test).Span.ToArray());
    }

    [Fact]
    public void The_test_part_is_asked_about_the_whole_graph()
    {
        var knowing = new Knowing();
        var task = NodeClassification.From(Complete(), "complete", new() { Inductive = true });
        var network = ((Method)knowing).Fit(task, new ToyOptions(), new Run(0));
        Assert.Equal(1, task.Score(network, Part.Test)["accuracy"]);
        Assert.Equal(1, task.Score(network, Part.Validation)["accuracy"]);
        Assert.Equal([10, 7], knowing.Asked);
    }

    [Fact]
    public void Another_graph_may_be_tested_on()
    {
        var knowing = new Knowing();
        var task = NodeClassification.From(Complete(), "complete", new()).TestedOn(Complete(20), [11, 18]);
        Assert.Equal(1, task.Score(((Method)knowing).Fit(task, new ToyOptions(), new Run(0)), Part.Test)["accuracy"]);
        Assert.Equal([20], knowing.Asked);
        Assert.Equal(10, task.Input.Nodes);
    }

    [Fact]
    public void A_random_split_may_be_asked_for()
    {
        var task = NodeClassification.From(Complete(), "complete", new() { Split = -1 });
        Assert.Equal((6, 2, 2), (task.Train.Length, task.Validation.Length, task.Nodes(Part.Test).Length));
    }

    [Fact]
    public void A_graph_with_other_features_is_refused()
    {
        var task = NodeClassification.From(Complete(), "complete", new());
        var refusal = Assert.Throws<ArgumentException>(() => task.TestedOn(Complete(10, 3), [0]));
        Assert.Contains("2 features, the test graph 3", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Answers with the features, which are the class, and remembers how large the graphs were.</summary>
    private sealed class Knowing : NodeClassifier<Weights, ToyOptions>
    {
        public List<int> Asked { get; } = [];

        public override string Id => "knowing";

        public override Paper Paper => new("On Toys", "Nobody", 2020, "none");

        public override string Summary => "The features.";

        public override Weights Create(NodeInfo info, ToyOptions o, Rng rng) => new(Tensor.Eye(2));

        public override Weights Fit(NodeClassification task, ToyOptions o, Run run) => Create(task.Info, o, run.Rng);

        public override Tensor Predict(Weights model, GraphInput graph, ToyOptions o)
        {
            Asked.Add(graph.Nodes);
            return graph.Features.MatMul(model.W);
        }
    }
}
