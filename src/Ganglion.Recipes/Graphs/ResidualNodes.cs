using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Standard layers with a way around, normalisation and, some of them, the node kept apart from its neighbours.</summary>
/// <param name="mixing">What a block does with neighbours.</param>
/// <param name="summary">The same in words.</param>
public abstract class ResidualNode(Mixing mixing, string summary) : NodeClassifier<ResidualNet, ResidualNode.Options>
{
    public override Paper Paper => new("A critical look at the evaluation of GNNs under heterophily: Are we really making progress?",
        "Platonov, Kuznedelev, Diskin, Babenko, Prokhorenkova", 2023, "arXiv:2302.11640");

    public override string Summary => $"Blocks x ← x + mlp(mix(norm(x))) (section 5); {summary}.";

    /// <summary>What they all have.</summary>
    public sealed record Options
    {
        /// <summary>Units.</summary>
        [Search(16, 128, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Blocks.</summary>
        [Search(1, 5)] public int Layers { get; init; } = 2;

        /// <summary>Heads of attention.</summary>
        public int Heads { get; init; } = 4;

        /// <summary>Share of units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.0003, 0.01, Log = true)] public double LearningRate { get; init; } = 0.003;

        /// <summary>L2 penalty on all weights.</summary>
        public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 200;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 50;
    }

    public override bool IsUsualFor(LearningTask task) => mixing is Mixing.Convolution or Mixing.Mean or Mixing.AttentionApart
        && task is NodeClassification { IsHeterophilous: true };

    public override Options Smoke => new() { Epochs = 8, Hidden = 8, Heads = 2 };

    // Where features say little, what is far away must be heard of, and there is little to learn by heart.
    public override Options Suit(NodeClassification task) =>
        task.Info.Features < 100 ? new() { Layers = 4, Hidden = 32, Dropout = 0.2, WeightDecay = 0, Epochs = 300, LearningRate = 0.005 }
        : task.IsLarge() ? new() { Patience = 20, Epochs = 100, Hidden = 32 } : new();

    public override ResidualNet Create(NodeInfo info, Options o, Rng rng) =>
        ResidualNet.Create(info.Features, o.Hidden / o.Heads * o.Heads, o.Layers, o.Heads, info.Classes.Count, mixing, rng);

    public override ResidualNet Fit(NodeClassification task, Options o, Run run)
    {
        var (graph, x) = (ResidualNet.Prepare(task.Input.Adjacency, mixing), task.Input.Features);
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), new Adam(o.LearningRate) { WeightDecay = o.WeightDecay },
            o.Epochs, o.Patience, (net, rng) => net.Forward(graph, x, o.Dropout, rng));
    }

    public override Tensor Predict(ResidualNet net, GraphInput graph, Options o) =>
        net.Forward(ResidualNet.Prepare(graph.Adjacency, mixing), graph.Features);

    public override string Notes => "Widths of 32 and 64 and a few hundred steps where the authors have 512 and 1,000; rates and depth by the "
        + "size of the data.";
}

/// <summary>The blocks without the graph: what the links must add to.</summary>
[Recipe("resnet-node")]
public sealed partial class ResNetNode() : ResidualNode(Mixing.None, "the links are ignored");

/// <summary>A GCN with a way around.</summary>
[Recipe("gcn-residual")]
public sealed partial class GcnResidual() : ResidualNode(Mixing.Convolution, "mix is a normalised sum over neighbours and the node");

/// <summary>GraphSAGE with a way around.</summary>
[Recipe("sage-residual")]
public sealed partial class SageResidual() : ResidualNode(Mixing.Mean, "mix puts the mean of neighbours beside the node");

/// <summary>Attention with a way around.</summary>
[Recipe("gat-residual")]
public sealed partial class GatResidual() : ResidualNode(Mixing.Attention, "mix is attention over neighbours and the node");

/// <summary>Attention with a way around, the node apart from its neighbours.</summary>
[Recipe("gat-sep")]
public sealed partial class GatSep() : ResidualNode(Mixing.AttentionApart, "mix puts attention over neighbours beside the node");

/// <summary>A transformer's blocks whose attention goes along links.</summary>
[Recipe("graph-transformer")]
public sealed partial class GraphTransformer() : ResidualNode(Mixing.Transformer, "queries and keys attend along links, with a way around of "
    + "their own");
