using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The mean of the training targets: the floor of every graph regression.</summary>
[Recipe("mean-graph")]
public sealed partial class MeanGraph : GraphRegressor<Constant, MeanGraph.Options>
{
    public override Paper Paper =>
        new("Very Simple Classification Rules Perform Well on Most Commonly Used Datasets", "Holte", 1993, "doi:10.1023/A:1022631118932");

    public override string Summary => "Answers with the mean of each target, whatever the graph.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Constant Create(GraphInfo info, Options o, Rng rng) => Constant.Create(info.Outputs);

    public override Constant Fit(GraphRegression task, Options o, Run run) => new(task.TrainTargets.Mean(0));

    public override Tensor Predict(Constant net, GraphBatch graphs, Options o) => net.Repeat(graphs.Graphs);
}
