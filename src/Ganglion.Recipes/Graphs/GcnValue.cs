using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A graph convolutional network that forecasts a number for each node.</summary>
[Recipe("gcn-value")]
public sealed partial class GcnValue : NodeRegressor<GcnValue.Net, GcnValue.Options>
{
    public override Paper Paper =>
        new("Semi-Supervised Classification with Graph Convolutional Networks", "Kipf, Welling", 2017, "arXiv:1609.02907");

    public override string Summary => "Two graph convolutions, the second with one output: Â relu(Â X W₀) W₁, Â = D^-½ (A + I) D^-½.";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(8, 256, Log = true)] public int Hidden { get; init; } = 32;

        /// <summary>Share of hidden units dropped while training.</summary>
        [Search(0, 0.6)] public double Dropout { get; init; } = 0.1;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on all weights.</summary>
        [Search(1e-6, 1e-2, Log = true)] public double WeightDecay { get; init; } = 1e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Steps without a better validation error before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override Options Smoke => new() { Epochs = 10 };

    public override Net Create(NodeRegressionInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), GcnConv.Create(o.Hidden, 1, rng.Split("second")));

    public override Net Fit(NodeRegression task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate) { WeightDecay = o.WeightDecay }, Epochs = o.Epochs, Patience = o.Patience },
            loss: (net, step) => task.Loss(net.Forward(task.Input, o.Dropout, step.Rng)),
            validate: net => task.Validate(net.Forward(task.Input)));

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph);

    [Model]
    public sealed partial record Net(GcnConv First, GcnConv Second)
    {
        /// <summary>Standardised targets <c>[nodes, 1]</c>; with a key, hidden units are dropped.</summary>
        public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
        {
            var a = graph.Adjacency.GcnNormalized();
            var h = First.Forward(a, graph.Features).Relu();
            if (rng is { } r) h = h.Dropout(dropout, r.Split("hidden"));
            return Second.Forward(a, h);
        }
    }
}
