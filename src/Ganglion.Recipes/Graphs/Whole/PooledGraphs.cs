using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Options of networks that are one kind of layer, several deep, and a readout.</summary>
public record PooledOptions
{
    /// <summary>Rounds of aggregation.</summary>
    [Search(1, 6)] public int Layers { get; init; } = 3;

    /// <summary>Units of each layer.</summary>
    [Search(8, 128, Log = true)] public int Hidden { get; init; } = 32;

    /// <summary>Whether a graph is the mean of its nodes, or else their sum.</summary>
    public bool Mean { get; init; } = true;

    /// <summary>Share of the pooled units dropped while training.</summary>
    [Search(0, 0.8)] public double Dropout { get; init; } = 0.3;

    /// <summary>Adam's learning rate, halved six times on the way.</summary>
    [Search(0.001, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

    /// <summary>Passes over the training graphs.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Graphs in a step.</summary>
    public int BatchSize { get; init; } = 32;
}

/// <summary>
/// Layers of one kind, each followed by batch normalisation and a ReLU; the nodes' last layer is pooled and answered by a perceptron. With classes or
/// with numbers.
/// </summary>
public abstract class PooledGraphs<TLayer, TOptions> : GraphMethod<Stateful<PooledNet<TLayer>, PooledState>, TOptions>
    where TLayer : IModel<TLayer> where TOptions : PooledOptions, new()
{
    /// <inheritdoc/>
    public override TOptions Smoke => new() { Epochs = 10, Layers = 2, Hidden = 8, Dropout = 0 };

    /// <inheritdoc/>
    public override Stateful<PooledNet<TLayer>, PooledState> Create(GraphInfo info, TOptions o, Rng rng)
    {
        int[] widths = [info.Features, .. Enumerable.Repeat(o.Hidden, o.Layers)];
        var net = new PooledNet<TLayer>([.. widths.SkipLast(1).Select((w, l) => Layer(w, o.Hidden, rng.Split(l)))],
            [.. Enumerable.Range(0, o.Layers).Select(_ => BatchNorm.Create(o.Hidden))], Mlp.Create([o.Hidden, o.Hidden, info.Outputs], rng.Split("readout")));
        return new(net, new([.. net.Norms.Select(n => n.InitialState())]));
    }

    /// <inheritdoc/>
    public override Stateful<PooledNet<TLayer>, PooledState> Fit(GraphTask task, TOptions o, Run run) =>
        run.Train(task, Create(task.Info, o, run.Rng.Split("init")), o.LearningRate, o.Epochs, o.BatchSize,
            (net, state, graphs, rng) => Forward(net, state, graphs, o, train: true, rng),
            fitted => task.Validate(Predict(fitted, task.Validation, o)));

    /// <inheritdoc/>
    public override Tensor Predict(Stateful<PooledNet<TLayer>, PooledState> fitted, GraphBatch graphs, TOptions o) =>
        Forward(fitted.Net, fitted.State, graphs, o, train: false).Answers;

    /// <summary>A layer of the kind.</summary>
    protected abstract TLayer Layer(int inputs, int outputs, Rng rng);

    /// <summary>The graph as the layer wants it: with loops, normalised, or as it is.</summary>
    protected virtual Csr Prepared(Csr graph, DType dtype) => graph;

    /// <summary>What the layer makes of the nodes <c>[nodes, inputs]</c>.</summary>
    protected abstract Tensor Apply(TLayer layer, Csr prepared, Tensor x);

    private (Tensor Answers, PooledState Next) Forward(PooledNet<TLayer> net, PooledState state, GraphBatch graphs, TOptions o, bool train, Rng? rng = null)
    {
        var (graph, h, next) = (Prepared(graphs.Adjacency, graphs.Features.DType), graphs.Features, new BatchNormState[net.Layers.Length]);
        for (int l = 0; l < net.Layers.Length; l++)
        {
            (h, next[l]) = net.Norms[l].Forward(Apply(net.Layers[l], graph, h), state.Norms[l], train);
            h = h.Relu();
        }
        var pooled = o.Mean ? h.SegmentMean(graphs.Pointers) : h.SegmentSum(graphs.Pointers);
        if (rng is { } r) pooled = pooled.Dropout(o.Dropout, r);
        return (net.Readout.Forward(pooled), new(next));
    }
}

/// <summary>Layers, their normalisations, and the perceptron that answers for the pooled nodes.</summary>
[Model]
public sealed partial record PooledNet<TLayer>(TLayer[] Layers, BatchNorm[] Norms, Mlp Readout) where TLayer : IModel<TLayer>;

/// <summary>The running moments of the normalisations.</summary>
[Model]
public sealed partial record PooledState(BatchNormState[] Norms);
