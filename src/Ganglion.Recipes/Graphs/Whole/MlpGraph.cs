using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on what the nodes of a graph add up to: what a network must beat to show that it uses the edges.</summary>
[Recipe("mlp-graph")]
public sealed partial class MlpGraph : GraphMethod<Stateful<Mlp, MlpState>, MlpGraph.Options>
{
    public override Paper Paper => new("A Fair Comparison of Graph Neural Networks for Graph Classification", "Errica, Podda, Bacciu, Micheli", 2020, "arXiv:1912.09893");

    public override string Summary => "A perceptron on the sum and the mean of the nodes' features; edges are not looked at.";

    public sealed record Options
    {
        /// <summary>Units of the two hidden layers.</summary>
        [Search(8, 128, Log = true)] public int Hidden { get; init; } = 32;

        /// <summary>Share of hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.2;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.05, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>Passes over the training graphs.</summary>
        public int Epochs { get; init; } = 100;

        /// <summary>Graphs in a step.</summary>
        public int BatchSize { get; init; } = 32;
    }

    public override Options Smoke => new() { Epochs = 10, Hidden = 8, Dropout = 0, LearningRate = 0.02 };

    public override Stateful<Mlp, MlpState> Create(GraphInfo info, Options o, Rng rng)
    {
        var net = Mlp.Create([2 * info.Features, o.Hidden, o.Hidden, info.Outputs], rng, dropout: o.Dropout, batchNorm: true);
        return new(net, net.InitialState());
    }

    public override Stateful<Mlp, MlpState> Fit(GraphTask task, Options o, Run run)
    {
        var sums = Sums(task.TrainGraphs());
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, Items = task.TrainCount, BatchSize = o.BatchSize, EvaluateEvery = 5, KeepBest = false },
            loss: (net, state, step) =>
            {
                var (answers, next) = net.Forward(sums.GatherRows(step.Items), state, train: true, step.Rng);
                return (task.Loss(answers, step.Items), next);
            },
            validate: fitted => task.Validate(Predict(fitted, task.Validation, o)));
    }

    public override Tensor Predict(Stateful<Mlp, MlpState> fitted, GraphBatch graphs, Options o) => fitted.Net.Forward(Sums(graphs), fitted.State, train: false).Y;

    private static Tensor Sums(GraphBatch graphs) => Tensor.Concat([graphs.Features.SegmentSum(graphs.Pointers), graphs.Features.SegmentMean(graphs.Pointers)], 1);

    public override string Notes => "The baseline of Errica et al. sums what a perceptron makes of each node; with one-hot tags a perceptron on the sums can say the same.";
}
