using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph isomorphism network: sums over neighbours, which tell apart what any message passing can tell apart.</summary>
[Recipe("gin")]
public sealed partial class Gin : GraphMethod<Stateful<Gin.Net, Gin.State>, Gin.Options>
{
    public override Paper Paper => new("How Powerful are Graph Neural Networks?", "Xu, Hu, Leskovec, Jegelka", 2019, "arXiv:1810.00826", "P421");

    public override string Summary => "h ← mlp(h + Σ neighbours), five deep; a graph is the sum of its nodes' h at every depth (eq. 4.1 and 4.2).";

    public sealed record Options
    {
        /// <summary>Rounds of aggregation.</summary>
        [Search(1, 6)] public int Layers { get; init; } = 4;

        /// <summary>Units of each layer.</summary>
        [Search(8, 128, Log = true)] public int Hidden { get; init; } = 32;

        /// <summary>How a node and its neighbours are put together.</summary>
        public Aggregator Aggregator { get; init; } = Aggregator.Sum;

        /// <summary>Whether the weight 1 + ε of a node itself is learned, from ε = 0, or stays.</summary>
        public bool Epsilon { get; init; }

        /// <summary>Whether node tags are read; otherwise all nodes look alike.</summary>
        public bool Tags { get; init; } = true;

        /// <summary>Share of each depth's answer dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate, halved six times on the way.</summary>
        [Search(0.001, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the training graphs.</summary>
        public int Epochs { get; init; } = 100;

        /// <summary>Graphs in a step.</summary>
        public int BatchSize { get; init; } = 32;
    }

    /// <summary>How a node and its neighbours are put together.</summary>
    public enum Aggregator
    {
        /// <summary>Their sum.</summary>
        Sum,

        /// <summary>Their mean.</summary>
        Mean,

        /// <summary>The largest of each unit.</summary>
        Max,

        /// <summary>A mean weighted by degrees, D^-½ (A + I) D^-½.</summary>
        Gcn,
    }

    public override Options Smoke => new() { Epochs = 10, Layers = 2, Hidden = 8, Dropout = 0 };

    public override Stateful<Net, State> Create(GraphInfo info, Options o, Rng rng)
    {
        int inputs = o.Tags ? info.Features : 1;
        int[] widths = [inputs, .. Enumerable.Repeat(o.Hidden, o.Layers)];
        var net = new Net(
            [.. widths.SkipLast(1).Select((w, l) => new Layer(GinConv.Create(w, o.Hidden, o.Hidden, rng.Split(l), o.Epsilon, batchNorm: true), BatchNorm.Create(o.Hidden)))],
            [.. widths.Select((w, l) => Linear.Create(w, info.Outputs, rng.Split("readout").Split(l)))]);
        return new(net, new([.. net.Layers.Select(l => l.Conv.Mlp.InitialState())], [.. net.Layers.Select(l => l.Norm.InitialState())]));
    }

    public override Stateful<Net, State> Fit(GraphTask task, Options o, Run run) =>
        Fit(task, o, run, fitted => task.Validate(Predict(fitted, task.Validation, o)));

    private static Stateful<Net, State> Fit(GraphTask task, Options o, Run run, Func<Stateful<Net, State>, Measure> watch) =>
        run.Train(task, new Gin().Create(task.Info, o, run.Rng.Split("init")), o.LearningRate, o.Epochs, o.BatchSize,
            (net, state, graphs, rng) => net.Forward(graphs, state, o, train: true, rng), watch);

    public override Tensor Predict(Stateful<Net, State> fitted, GraphBatch graphs, Options o) =>
        fitted.Net.Forward(graphs, fitted.State, o, train: false).Logits;

    /// <summary>A perceptron of sums, with normalisation inside and after.</summary>
    [Model]
    public sealed partial record Layer(GinConv Conv, BatchNorm Norm);

    /// <summary>The running moments of the normalisations inside and after the perceptrons.</summary>
    [Model]
    public sealed partial record State(MlpState[] Inner, BatchNormState[] Outer);

    /// <summary>Layers, and a linear answer to the pooled nodes at each depth, the tags included.</summary>
    [Model]
    public sealed partial record Net(Layer[] Layers, Linear[] Readouts)
    {
        /// <summary>Logits <c>[graphs, classes]</c>, and the next running moments.</summary>
        public (Tensor Logits, State Next) Forward(GraphBatch graphs, State state, Options o, bool train, Rng? rng = null)
        {
            var h = o.Tags ? graphs.Features : Tensor.Ones([graphs.Adjacency.Rows, 1], graphs.Features.DType);
            var (inner, outer) = (new MlpState[Layers.Length], new BatchNormState[Layers.Length]);
            var logits = Answer(0);
            for (int l = 0; l < Layers.Length; l++)
            {
                var conv = Layers[l].Conv;
                (h, inner[l]) = o.Aggregator == Aggregator.Sum ? conv.Forward(graphs.Adjacency, h, state.Inner[l], train)
                    : conv.Mlp.Forward(Gather(graphs.Adjacency, h, o.Aggregator), state.Inner[l], train);
                (h, outer[l]) = Layers[l].Norm.Forward(h, state.Outer[l], train);
                h = h.Relu();
                logits += Answer(l + 1);
            }
            return (logits, new(inner, outer));

            Tensor Answer(int depth)
            {
                var answer = Readouts[depth].Forward(h.SegmentSum(graphs.Pointers));
                return rng is { } r ? answer.Dropout(o.Dropout, r.Split(depth)) : answer;
            }
        }
    }

    private static Tensor Gather(Csr a, Tensor h, Aggregator how)
    {
        if (how == Aggregator.Gcn) return a.GcnNormalized(h.DType).MatMul(h);
        var looped = a.AddSelfLoops();
        return how == Aggregator.Mean ? looped.RowNormalized(h.DType).MatMul(h) : h.GatherRows(looped.ColumnIds).SegmentMax(looped.RowPointers);
    }

    public override string Notes => "ε is 0 (GIN-0) unless it is asked for. The last network is kept: with some fifteen validation graphs, picking an epoch by them is a draw, "
        + "and picking it by the test folds, as the paper does, is no forecast.";
}
