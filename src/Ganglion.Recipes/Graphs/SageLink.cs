using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE's convolutions with a perceptron on the product of both nodes: what is commonly tried first.</summary>
[Recipe("graphsage-link")]
public sealed partial class SageLink : LinkPredictor<SageLink.Net, SageLink.Options>
{
    public override Paper Paper => new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, Leskovec", 2017, "arXiv:1706.02216");

    public override string Summary => "h ← relu(W·[h, mean of neighbours]) twice; the score is a perceptron of hᵤ ⊙ hᵥ.";

    public sealed record Options
    {
        /// <summary>Units of both convolutions and of the perceptron.</summary>
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

    public override Net Create(LinkInfo info, Options o, Rng rng) => new(SageConv.Create(info.Features, o.Hidden, rng.Split("first")),
        SageConv.Create(o.Hidden, o.Hidden, rng.Split("second")), LayerNorm.Create(o.Hidden), Mlp.Create([o.Hidden, o.Hidden, 1], rng.Split("pair")));

    public override Net Fit(LinkPrediction task, Options o, Run run) =>
        LinkTraining.Fit(run, task, Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, BatchSize = o.BatchSize },
            (net, asked, rng) => net.Forward(asked, o.Dropout, rng));

    public override Tensor Predict(Net net, LinkInput input, Options o) => net.Forward(input);

    [Model]
    public sealed partial record Net(SageConv First, SageConv Second, LayerNorm Norm, Mlp Pair)
    {
        /// <summary>Logits <c>[pairs]</c>.</summary>
        public Tensor Forward(LinkInput asked, double dropout = 0, Rng? rng = null)
        {
            var a = asked.Graph.Adjacency;
            var h = First.Forward(a, asked.Graph.Features.RowNormalized().Dropout(dropout, rng?.Split("input"))).Relu();
            h = Norm.Forward(Second.Forward(a, rng is { } r ? h.Dropout(dropout, r.Split("hidden")) : h));
            return Pair.Forward(h.GatherRows(asked.From) * h.GatherRows(asked.To)).Reshape(-1);
        }
    }
}
