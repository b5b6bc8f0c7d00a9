using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Predict from features, then spread the predictions by personalised PageRank.</summary>
[Recipe("appnp")]
public sealed partial class Appnp : NodeClassifier<MlpNode.Net, Appnp.Options>
{
    public override Paper Paper =>
        new("Predict then Propagate: Graph Neural Networks meet Personalized PageRank", "Gasteiger, Bojchevski, Günnemann", 2019, "arXiv:1810.05997");

    public override string Summary => "H = mlp(X), then K times Z ← (1 - α) Â Z + α H (eqs. 5 and 6): a wide view without more weights.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-above-gcn", "On Cora it is above a GCN by a point or more (table 1: 85.1 against 83.5 % on random splits of the largest "
            + "component).", e =>
        {
            Runs ours = e.Fit(Id, "cora", seeds: 10), gcn = e.Fit("gcn", "cora", seeds: 10);
            e.Better("above the GCN", ours, gcn, margin: 0.005);
            e.Better("above label propagation", ours, e.Fit("label-propagation", "cora", seeds: 1));
            e.Better("above the MLP", ours, e.Fit("mlp-node", "cora", seeds: 10), margin: 0.1);
        }),
    ];

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(16, 128, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>K, steps of propagation.</summary>
        public int Hops { get; init; } = 10;

        /// <summary>α, the chance to return to the start.</summary>
        [Search(0.02, 0.9, Log = true)] public double Alpha { get; init; } = 0.1;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on the first layer.</summary>
        [Search(1e-5, 2e-2, Log = true)] public double WeightDecay { get; init; } = 5e-3;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override bool IsUsualFor(LearningTask task) => task is NodeClassification { IsHeterophilous: false };

    public override Options Smoke => new() { Epochs = 8, Hidden = 8, Hops = 3 };

    public override Options Suit(NodeClassification task) => task.IsLarge() ? new() { WeightDecay = 5e-4, Patience = 30 } : new();

    public override MlpNode.Net Create(NodeInfo info, Options o, Rng rng) => new MlpNode().Create(info, new() { Hidden = o.Hidden }, rng);

    public override MlpNode.Net Fit(NodeClassification task, Options o, Run run)
    {
        var (a, x) = (task.Input.Adjacency.GcnNormalized(), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), FullBatch.Penalized(o.LearningRate, o.WeightDecay, "First"),
            o.Epochs, o.Patience, (net, rng) => new AppnpConv(o.Hops, o.Alpha).Forward(a, net.Forward(x, o.Dropout, rng)));
    }

    public override Tensor Predict(MlpNode.Net net, GraphInput graph, Options o) =>
        new AppnpConv(o.Hops, o.Alpha).Forward(graph.Adjacency.GcnNormalized(), net.Forward(graph.Features.RowNormalized()));

    public override string Notes => "The authors also drop links in each step of the propagation; here it is one polynomial of the matrix. "
        + "They draw 100 splits of the largest component, here it is the public split.";
}
