using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>What a node regressor keeps of its task.</summary>
/// <param name="Features">Columns of the feature matrix.</param>
/// <param name="Mean">Mean of the training targets.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Centers">The mean of each feature over the graph it was fitted on; empty where features are sparse and stay as they are.</param>
/// <param name="Scales">Their standard deviations.</param>
public sealed record NodeRegressionInfo(int Features, double Mean, double Deviation, IReadOnlyList<double> Centers, IReadOnlyList<double> Scales) : TaskInfo
{
    private const int MostDense = 256;         // beyond that, columns are words rather than measurements

    /// <summary>A graph as the network is asked about it: its features standardised, as they were for the fit.</summary>
    internal GraphInput InputOf(Graph graph)
    {
        var input = NodeClassification.InputOf(graph);
        if (Centers.Count == 0) return input;
        float[] x = graph.Features!.ToDense();
        for (int i = 0; i < x.Length; i++) x[i] = (float)((x[i] - Centers[i % Centers.Count]) / Scales[i % Scales.Count]);
        return input with { Features = Tensor.From(x, graph.Nodes, Centers.Count) };
    }

    internal static NodeRegressionInfo Of(Graph graph, double[] targets)
    {
        double mean = targets.Average(), deviation = Math.Sqrt(targets.Average(t => (t - mean) * (t - mean)));
        double[] centers = [], scales = [];
        if (graph.Features is { Columns: <= MostDense } f)
        {
            (centers, scales) = (new double[f.Columns], new double[f.Columns]);
            for (int k = 0; k < f.Count; k++) (centers[f.ColumnIds[k]], scales[f.ColumnIds[k]]) = (centers[f.ColumnIds[k]] + f.Values[k], scales[f.ColumnIds[k]] + (double)f.Values[k] * f.Values[k]);
            for (int c = 0; c < f.Columns; c++)
            {
                centers[c] /= f.Rows;
                scales[c] = Math.Sqrt(Math.Max(0, scales[c] / f.Rows - centers[c] * centers[c])) is > 1e-9 and var s ? s : 1;
            }
        }
        return new(graph.Features?.Columns ?? graph.Nodes, mean, deviation > 0 ? deviation : 1, centers, scales);
    }
}

/// <summary>
/// A number for each node of one graph, from the numbers of some. The whole graph is visible; answers <c>[nodes, 1]</c> are in units of
/// the training targets' deviation from their mean.
/// </summary>
public sealed class NodeRegression : LearningTask
{
    private readonly double[] _targets;
    private readonly int[] _test;

    private NodeRegression(Graph graph, NodeSplit split)
    {
        _targets = Array.ConvertAll(graph.Targets!, t => (double)t);
        (Train, Validation, _test) = (split.Train, split.Validation, split.Test);
        foreach (int node in (int[])[.. Train, .. Validation, .. _test])
            if (!double.IsFinite(_targets[node])) throw new DataException($"node {node} in a split without a target", "a number for every node of a split", "Fill in its target, or take it out of the split.");
        Info = NodeRegressionInfo.Of(graph, Array.ConvertAll(Train, n => _targets[n]));
        Input = Info.InputOf(graph);
        TrainTargets = Standardize(Train);
    }

    /// <inheritdoc/>
    public override string Kind => "node regression";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rmse, Metric.Mae, Metric.R2];

    /// <inheritdoc/>
    public override NodeRegressionInfo Info { get; }

    /// <summary>The graph and its features.</summary>
    public GraphInput Input { get; }

    /// <summary>The training nodes.</summary>
    public int[] Train { get; }

    /// <summary>Their standardised targets <c>[nodes, 1]</c>, in the same order.</summary>
    public Tensor TrainTargets { get; }

    /// <summary>The validation nodes.</summary>
    public int[] Validation { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Input.Nodes <= 20_000 ? 5 : 3;

    /// <summary>The mean squared error on the training nodes, in standardised units.</summary>
    /// <param name="answers"><c>[nodes, 1]</c>.</param>
    public Tensor Loss(Tensor answers) => (answers.GatherRows(Train) - TrainTargets).Square().Mean();

    /// <summary>The primary metric on the validation nodes.</summary>
    /// <param name="answers"><c>[nodes, 1]</c>.</param>
    public Measure Validate(Tensor answers) => new(Primary, Score(answers, Part.Validation)[Primary.Name]);

    /// <summary>The task of a graph whose nodes have targets: its own split, or a random one of 60 / 20 / 20 percent.</summary>
    /// <exception cref="DataException">The graph is empty, or has no target.</exception>
    public static NodeRegression From(Graph graph, string name, TaskOptions options, string hash = "")
    {
        NodeClassification.NotEmpty(graph, name);
        var known = graph.Targets is { } t ? Enumerable.Range(0, graph.Nodes).Where(n => float.IsFinite(t[n])).ToArray() : [];
        if (known.Length < 3) throw new DataException($"'{name}' with {known.Length} nodes that have a number to predict", "some of them", "Name a numeric column of nodes.csv with --target, or add targets.txt with a number for each node.");
        if (options.Undirected) graph = graph.ToUndirected();
        if (NodeClassification.PublicSplit(graph, name, options) is { } split) return new(graph, split) { Name = name, DataHash = hash };
        var rng = new Rng((ulong)options.Seed).Split("split");
        var (rest, test) = ClassScore.Stratify(known, _ => 0, 0.2, rng.Split("test"));
        var (train, validation) = ClassScore.Stratify(rest, _ => 0, 0.25, rng.Split("validation"));
        return new(graph, new(train, validation, test)) { Name = name, DataHash = hash };
    }

    /// <inheritdoc/>
    public override string Describe() => $"{Input.Nodes} nodes, {Input.Adjacency.Nonzeros} directed links, {Info.Features} features; {Train.Length} / {Validation.Length} / {_test.Length} nodes to train / validate / test";

    internal int[] Nodes(Part part) => part switch { Part.Train => Train, Part.Validation => Validation, _ => _test };

    internal float[] Values(Part part) => Array.ConvertAll(Nodes(part), n => (float)_targets[n]);

    internal float[] Unscale(Tensor answers, Part part) => Array.ConvertAll(answers.GatherRows(Nodes(part)).ToArray(), a => (float)(a * Info.Deviation + Info.Mean));

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<GraphInput>)network).Predict(Input);

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        float[] predicted = Unscale(answers, part), actual = Values(part);
        return new Dictionary<string, double> { ["rmse"] = Lab.Metrics.Rmse(predicted, actual), ["mae"] = Lab.Metrics.Mae(predicted, actual), ["r2"] = Lab.Metrics.R2(predicted, actual) };
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<GraphInput>)network).Predict(Input with { Features = Input.Features.To(DType.F64) }, leaves).GatherRows(Train[..Math.Min(3, Train.Length)]);

    private Tensor Standardize(int[] nodes) => Tensor.From(Array.ConvertAll(nodes, n => (float)((_targets[n] - Info.Mean) / Info.Deviation)), nodes.Length, 1);
}
