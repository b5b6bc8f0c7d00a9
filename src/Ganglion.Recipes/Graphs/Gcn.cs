using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph convolutional network: the yardstick of node classification.</summary>
[Recipe("gcn")]
public sealed partial class Gcn : NodeClassifier<Gcn.Net, Gcn.Options>
{
    public override Paper Paper => new("Semi-Supervised Classification with Graph Convolutional Networks", "Kipf, Welling", 2017, "arXiv:1609.02907");

    public override string Summary => "Two rounds of averaging over neighbours, each followed by a linear map: "
        + "softmax(Â relu(Â X W₀) W₁), Â = D^-½ (A + I) D^-½ (eq. 9).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-accuracy", "81.5 % of the test nodes of Cora's public split are classified right (table 2), far above a network without the "
            + "graph.", e =>
        {
            var gcn = e.Fit(Id, "cora", seeds: 10);
            e.AtLeast("test accuracy", gcn.Test, 0.805, paper: 0.815);
            e.Better("above the MLP", gcn, e.Fit("mlp-node", "cora", seeds: 10), margin: 0.1);
            e.Better("above label propagation", gcn, e.Fit("label-propagation", "cora", seeds: 1));
        }),
    ];

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(8, 128, Log = true)] public int Hidden { get; init; } = 16;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on the first layer.</summary>
        [Search(5e-5, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 200;

        /// <summary>Steps without a better validation accuracy before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override Options Smoke => new() { Epochs = 10 };

    // Sixteen units are for citation graphs. Many words a node make small shares, few features little to learn by heart.
    public override Options Suit(NodeClassification task) =>
        task.IsLarge() ? new() { Hidden = 64, LearningRate = 0.1, WeightDecay = 1e-5 }
        : task.Info.Features < 100 ? new() { Hidden = 64, LearningRate = 0.02, WeightDecay = 5e-5 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), GcnConv.Create(o.Hidden, info.Classes.Count, rng.Split("second")));

    public override Net Fit(NodeClassification task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate) { WeightDecayOf = path => path.StartsWith("First", StringComparison.Ordinal) ? o.WeightDecay : 0 },
                Epochs = o.Epochs,
                Patience = o.Patience,
            },
            loss: (net, step) => task.Loss(net.Forward(task.Input, o.Dropout, step.Rng)),
            validate: net => task.Validate(net.Forward(task.Input)));

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph);

    public override Tensor Embed(Net net, GraphInput graph, Options o) =>
        net.First.Forward(graph.Adjacency.GcnNormalized(), graph.Features.RowNormalized()).Relu();

    [Model]
    public sealed partial record Net(GcnConv First, GcnConv Second)
    {
        /// <summary>Logits <c>[nodes, classes]</c>; with a key, inputs and hidden units are dropped.</summary>
        public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
        {
            var a = graph.Adjacency.GcnNormalized();
            var x = rng is { } r ? graph.Features.RowNormalized().Dropout(dropout, r.Split("input")) : graph.Features.RowNormalized();
            var h = First.Forward(a, x).Relu();
            if (rng is { } s) h = h.Dropout(dropout, s.Split("hidden"));
            return Second.Forward(a, h);
        }
    }

    public override string Notes => "Kipf and Welling stop after 10 steps without a lower validation loss; "
        + "here the network that was best on validation accuracy is kept.";
}
