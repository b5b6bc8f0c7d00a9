using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The mean of the training nodes: the floor of every graph whose nodes have numbers.</summary>
[Recipe("mean-node")]
public sealed partial class MeanNode : NodeRegressor<Constant, MeanNode.Options>
{
    public override Paper Paper => new("The Elements of Statistical Learning", "Hastie, Tibshirani, Friedman", 2009, "doi:10.1007/978-0-387-84858-7");

    public override string Summary => "Answers with the mean of the training targets, whatever the node.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Constant Create(NodeRegressionInfo info, Options o, Rng rng) => Constant.Create(1);

    // Targets come standardised: their mean is zero.
    public override Constant Fit(NodeRegression task, Options o, Run run) => new(task.TrainTargets.Mean().Reshape(1));

    public override Tensor Predict(Constant net, GraphInput graph, Options o) => net.Repeat(graph.Nodes);
}
