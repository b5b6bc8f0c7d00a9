using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The most frequent class: the floor of every graph's nodes.</summary>
[Recipe("majority-node")]
public sealed partial class MajorityNode : NodeClassifier<Constant, MajorityNode.Options>
{
    public override Paper Paper =>
        new("Very Simple Classification Rules Perform Well on Most Commonly Used Datasets", "Holte", 1993, "doi:10.1023/A:1022631118932");

    public override string Summary => "Answers with the shares of the classes, whatever the node.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Constant Create(NodeInfo info, Options o, Rng rng) => Constant.Create(info.Classes.Count);

    public override Constant Fit(NodeClassification task, Options o, Run run) => Constant.Shares(task.TrainLabels, task.Classes);

    public override Tensor Predict(Constant net, GraphInput graph, Options o) => net.Repeat(graph.Nodes);
}
