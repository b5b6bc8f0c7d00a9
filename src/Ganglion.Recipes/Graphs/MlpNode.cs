using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on the features alone: what the graph must add to.</summary>
[Recipe("mlp-node")]
public sealed partial class MlpNode : NodeClassifier<MlpNode.Net, MlpNode.Options>
{
    public override Paper Paper =>
        new("Learning representations by back-propagating errors", "Rumelhart, Hinton, Williams", 1986, "doi:10.1038/323533a0");

    public override string Summary => "One hidden layer on the node's own features; the links are ignored.";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(8, 256, Log = true)] public int Hidden { get; init; } = 16;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on the first layer.</summary>
        [Search(5e-5, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 200;
    }

    public override Options Smoke => new() { Epochs = 10 };

    public override Net Create(NodeInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), Linear.Create(o.Hidden, info.Classes.Count, rng.Split("second")));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var x = task.Input.Features.RowNormalized();
        var (train, validation) = (x.SelectRows(task.Train), x.SelectRows(task.Validation));
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate) { WeightDecayOf = path => path.StartsWith("First", StringComparison.Ordinal) ? o.WeightDecay : 0 },
                Epochs = o.Epochs,
            },
            loss: (net, step) => net.Forward(train, o.Dropout, step.Rng).SoftmaxCrossEntropy(task.TrainLabels).Mean(),
            validate: net => task.ValidateRows(net.Forward(validation)));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph.Features.RowNormalized());

    [Model]
    public sealed partial record Net(GcnConv First, Linear Second)
    {
        /// <summary>Logits <c>[rows, classes]</c>. The first layer's weight is inputs by outputs, to multiply sparse features from the right.</summary>
        public Tensor Forward(Features x, double dropout = 0, Rng? rng = null)
        {
            var h = (x.Dropout(dropout, rng?.Split("input")).MatMul(First.Weight) + First.Bias!).Relu();
            return Second.Forward(rng is { } r ? h.Dropout(dropout, r.Split("hidden")) : h);
        }
    }
}
