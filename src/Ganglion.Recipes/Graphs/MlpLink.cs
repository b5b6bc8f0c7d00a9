using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on the features of the two nodes: what the graph must add to.</summary>
[Recipe("mlp-link")]
public sealed partial class MlpLink : LinkPredictor<MlpLink.Net, MlpLink.Options>
{
    public override Paper Paper =>
        new("Learning representations by back-propagating errors", "Rumelhart, Hinton, Williams", 1986, "doi:10.1038/323533a0");

    public override string Summary => "A hidden layer on each node's own features, and another on the product of both; links play no part but as answers.";

    public sealed record Options
    {
        /// <summary>Units of both hidden layers.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.3;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>Passes over the training links.</summary>
        public int Epochs { get; init; } = 100;

        /// <summary>Links a step.</summary>
        public int BatchSize { get; init; } = 8192;
    }

    public override Options Smoke => new() { Epochs = 10, Hidden = 8 };

    public override Net Create(LinkInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), LayerNorm.Create(o.Hidden), Mlp.Create([o.Hidden, o.Hidden, 1], rng.Split("pair")));

    public override Net Fit(LinkPrediction task, Options o, Run run) =>
        LinkTraining.Fit(run, task, Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, BatchSize = o.BatchSize },
            (net, asked, rng) => net.Forward(asked, o.Dropout, rng));

    public override Tensor Predict(Net net, LinkInput input, Options o) => net.Forward(input);

    [Model]
    public sealed partial record Net(GcnConv First, LayerNorm Norm, Mlp Pair)
    {
        /// <summary>Logits <c>[pairs]</c>. The first layer's weight is inputs by outputs, to multiply sparse features from the right.</summary>
        public Tensor Forward(LinkInput asked, double dropout = 0, Rng? rng = null)
        {
            var h = Norm.Forward((asked.Graph.Features.RowNormalized().Dropout(dropout, rng?.Split("input")).MatMul(First.Weight) + First.Bias!).Relu());
            return Pair.Forward(h.GatherRows(asked.From) * h.GatherRows(asked.To)).Reshape(-1);
        }
    }
}
