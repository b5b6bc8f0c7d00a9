using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph attention network: neighbours are heard in shares that the network learns.</summary>
[Recipe("gat")]
public sealed partial class Gat : NodeClassifier<Gat.Net, Gat.Options>
{
    public override Paper Paper =>
        new("Graph Attention Networks", "Veličković, Cucurull, Casanova, Romero, Liò, Bengio", 2018, "arXiv:1710.10903");

    public override string Summary => "Two layers of attention over neighbours, several heads in the first: "
        + "hᵢ ← elu(Σⱼ αᵢⱼ W hⱼ), αᵢⱼ = softmaxⱼ leaky_relu(a·[W hᵢ, W hⱼ]) (eqs. 1 to 6).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-accuracy", "83.0 % on Cora's public split, above a GCN with its 81.5 % (table 2).", e => Compare(e, "cora", 0.83)),
        new("citeseer-accuracy", "72.5 % on Citeseer's public split, above a GCN with its 70.3 % (table 2).", e => Compare(e, "citeseer", 0.725)),
    ];

    private void Compare(Experiment e, string data, double paper)
    {
        var gat = e.Fit(Id, data, seeds: 10);
        e.AtLeast("test accuracy", gat.Test, paper - 0.01, paper);
        e.Better("above the GCN", gat, e.Fit("gcn", data, seeds: 10));
        e.Better("above the MLP", gat, e.Fit("mlp-node", data, seeds: 10), margin: 0.1);
    }

    public sealed record Options
    {
        /// <summary>Units of a head of the hidden layer.</summary>
        [Search(4, 32, Log = true)] public int Hidden { get; init; } = 8;

        /// <summary>Heads of the hidden layer.</summary>
        public int Heads { get; init; } = 8;

        /// <summary>Share of inputs, hidden units and attention dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.6;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>L2 penalty on all weights.</summary>
        [Search(5e-6, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override Options Smoke => new() { Epochs = 8, Heads = 2, Hidden = 4 };

    public override Options Suit(NodeClassification task) => task.IsLarge() ? new() { LearningRate = 0.01, Patience = 30 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(GatConv.Create(info.Features, o.Hidden, rng.Split("first"), o.Heads),
        GatConv.Create(o.Hidden * o.Heads, info.Classes.Count, rng.Split("second"), concat: false));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var (graph, x) = (task.Input.Adjacency.AddSelfLoops(), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), new Adam(o.LearningRate) { WeightDecay = o.WeightDecay },
            o.Epochs, o.Patience, (net, rng) => net.Forward(graph, x, o.Dropout, rng));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph.Adjacency.AddSelfLoops(), graph.Features.RowNormalized());

    [Model]
    public sealed partial record Net(GatConv First, GatConv Second)
    {
        /// <summary>Logits <c>[nodes, classes]</c> on a graph with loops; with a key, inputs, hidden units and attention are dropped.</summary>
        public Tensor Forward(Csr looped, Features x, double dropout = 0, Rng? rng = null)
        {
            var h = First.Forward(looped, x.Dropout(dropout, rng?.Split("input")), dropout, rng?.Split("attention")).Elu();
            return Second.Forward(looped, ((Features)h).Dropout(dropout, rng?.Split("hidden")), dropout, rng?.Split("last"));
        }
    }

    public override string Notes => "At most 300 steps, and the network that was best on validation accuracy is kept, where the authors stop "
        + "after 100 steps "
        + "without a better validation loss or accuracy. On graphs of many links the rate is doubled and patience shorter.";
}
