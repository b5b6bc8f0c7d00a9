using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Two layers that forecast a number for each node.</summary>
public interface INodeValues
{
    /// <summary>Standardised targets <c>[nodes, 1]</c>; with a key, hidden units are dropped.</summary>
    Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null);
}

/// <summary>What the networks for numbers of nodes share: their options and their training on the whole graph.</summary>
public abstract class NodeValues<TNet> : NodeRegressor<TNet, NodeValues<TNet>.Options> where TNet : IModel<TNet>, INodeValues
{
    /// <summary>What they all have.</summary>
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

    public override TNet Fit(NodeRegression task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate) { WeightDecay = o.WeightDecay }, Epochs = o.Epochs, Patience = o.Patience },
            loss: (net, step) => task.Loss(net.Forward(task.Input, o.Dropout, step.Rng)),
            validate: net => task.Validate(net.Forward(task.Input)));

    public override Tensor Predict(TNet net, GraphInput graph, Options o) => net.Forward(graph);

    internal static Tensor Dropped(Tensor h, double dropout, Rng? rng) => rng is { } r ? h.Dropout(dropout, r.Split("hidden")) : h;
}
