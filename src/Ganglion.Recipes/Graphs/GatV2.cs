using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph attention whose ranking of neighbours depends on who asks.</summary>
[Recipe("gatv2")]
public sealed partial class GatV2 : NodeClassifier<GatV2.Net, GatV2.Options>
{
    public override Paper Paper => new("How Attentive are Graph Attention Networks?", "Brody, Alon, Yahav", 2022, "arXiv:2105.14491");

    public override string Summary => "As GAT, with the nonlinearity inside the score: αᵢⱼ = softmaxⱼ a·leaky_relu(W [hᵢ, hⱼ]) (eq. 7).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-level-with-gat", "On citation graphs, where every node agrees who matters, it is level with GAT (section 4 and appendix).", e =>
        {
            Runs ours = e.Fit(Id, "cora", seeds: 10), gat = e.Fit("gat", "cora", seeds: 10);
            e.AtLeast("test accuracy less that of GAT", ours.Test.Average() - gat.Test.Average(), -0.015);
            e.Better("above the MLP", ours, e.Fit("mlp-node", "cora", seeds: 10), margin: 0.1);
        }),
    ];

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

    public override bool IsUsualFor(LearningTask task) => false;

    public override Options Smoke => new() { Epochs = 8, Heads = 2, Hidden = 4 };

    // A score of this kind has as many numbers for each link as all heads have units.
    public override Options Suit(NodeClassification task) =>
        task.IsLarge() ? new() { Heads = 2, LearningRate = 0.01, Epochs = 200, Patience = 30 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(
        GatV2Conv.Create(info.Features, o.Hidden, rng.Split("first"), o.Heads, shareWeights: true),
        GatV2Conv.Create(o.Hidden * o.Heads, info.Classes.Count, rng.Split("second"), concat: false, shareWeights: true));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var (graph, x) = (task.Input.Adjacency.AddSelfLoops(), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), new Adam(o.LearningRate) { WeightDecay = o.WeightDecay },
            o.Epochs, o.Patience, (net, rng) => net.Forward(graph, x, o.Dropout, rng));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph.Adjacency.AddSelfLoops(), graph.Features.RowNormalized());

    [Model]
    public sealed partial record Net(GatV2Conv First, GatV2Conv Second)
    {
        /// <summary>Logits <c>[nodes, classes]</c> on a graph with loops; with a key, inputs, hidden units and attention are dropped.</summary>
        public Tensor Forward(Csr looped, Features x, double dropout = 0, Rng? rng = null)
        {
            var h = First.Forward(looped, x.Dropout(dropout, rng?.Split("input")), null, dropout, rng?.Split("attention")).Elu();
            return Second.Forward(looped, ((Features)h).Dropout(dropout, rng?.Split("hidden")), null, dropout, rng?.Split("last"));
        }
    }

    public override string Notes => "The same weights serve both ends of a link, as in the authors' experiments on citation graphs. Two heads "
        + "where links are many.";
}
