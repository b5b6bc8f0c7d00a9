using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>What a node classifier keeps of its task.</summary>
/// <param name="Features">Columns of the feature matrix.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record NodeInfo(int Features, IReadOnlyList<string> Classes) : TaskInfo
{
    internal override Tensor ToBlend(Tensor answers) => answers.Softmax();

    internal override Tensor FromBlend(Tensor mean) => ClassScore.LogOf(mean);
}

/// <summary>A graph as node classifiers see it.</summary>
/// <param name="Adjacency">By destination <c>[nodes, nodes]</c>: of a directed graph the in-edges. Its values are the weights of the links, or none.</param>
/// <param name="Features">Sparse or dense, <c>[nodes, features]</c>.</param>
public sealed record GraphInput(Csr Adjacency, Features Features)
{
    /// <summary>The number of nodes.</summary>
    public int Nodes => Adjacency.Rows;
}

/// <summary>
/// One class for each node of one graph, from the labels of some. The whole graph is visible, the labels of the training and
/// validation nodes are; answers are logits <c>[nodes, classes]</c>.
/// </summary>
public sealed partial class NodeClassification : LearningTask
{
    private readonly int[] _labels;
    private readonly int[] _test;

    /// <summary>A task over a graph in which <paramref name="labels"/> holds a class for each node, or -1.</summary>
    public NodeClassification(GraphInput input, int[] labels, IReadOnlyList<string> classes, int[] train, int[] validation, int[] test)
    {
        (Input, _labels, _test, Train, Validation) = (input, labels, test, train, validation);
        foreach (int node in (int[])[.. train, .. validation, .. test])
            if ((uint)node >= (uint)labels.Length || labels[node] < 0) throw new ArgumentException($"Node {node} is in a split and has no label.");
        Info = new NodeInfo(input.Features.Columns, classes);
        (TrainLabels, ValidationLabels) = (Pick(train), Pick(validation));
    }

    /// <inheritdoc/>
    public override string Kind => "node classification";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics => field ??= Classes == 2
        ? [Metric.Accuracy, Metric.RocAuc, Metric.MacroF1, Metric.LogLoss, Metric.CalibrationError]
        : [Metric.Accuracy, Metric.MacroF1, Metric.LogLoss, Metric.CalibrationError];

    /// <inheritdoc/>
    public override NodeInfo Info { get; }

    /// <summary>The graph and its features.</summary>
    public GraphInput Input { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => Info.Classes.Count;

    /// <summary>The training nodes.</summary>
    public int[] Train { get; }

    /// <summary>Their classes, in the same order.</summary>
    public IntTensor TrainLabels { get; }

    /// <summary>The validation nodes.</summary>
    public int[] Validation { get; }

    /// <summary>Their classes, in the same order.</summary>
    public IntTensor ValidationLabels { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Input.Nodes <= 5_000 ? 10 : 3;

    /// <summary>
    /// Whether the links among training and validation nodes say little of a node's class: their adjusted homophily (Platonov et al. 2023, which
    /// takes away what chance gives) is below 0.4. Methods that smooth have little to gain then.
    /// </summary>
    public bool IsHeterophilous => _heterophilous ??= Heterophilous();

    /// <summary>Whether nodes have features of their own; otherwise each is its own column.</summary>
    public bool HasFeatures => Info.Features != Input.Nodes || Input.Features.Sparse is not { } x || x.Nonzeros != Input.Nodes;

    /// <summary>The mean cross-entropy on the training nodes.</summary>
    /// <param name="logits"><c>[nodes, classes]</c>.</param>
    public Tensor Loss(Tensor logits) => logits.GatherRows(Train).SoftmaxCrossEntropy(TrainLabels).Mean();

    /// <summary>The task of a graph data set: its own split, each of them in turn where it has several, or a random one of 60 / 20 / 20 percent.</summary>
    public static NodeClassification From(Graph graph, string name, TaskOptions options, string hash = "")
    {
        NotEmpty(graph, name);
        if (options.Undirected) graph = graph.ToUndirected();
        var input = new Lazy<GraphInput>(() => InputOf(graph));
        return options.Split is null && options.PerClass == 0 && graph.Splits.Count > 1
            ? Over(graph.Splits.Count, fold => OfSplit(graph, input, name, options with { Split = fold }, hash)) : OfSplit(graph, input, name, options, hash);
    }

    private static NodeClassification OfSplit(Graph graph, Lazy<GraphInput> input, string name, TaskOptions options, string hash)
    {
        var labelled = Enumerable.Range(0, graph.Nodes).Where(n => graph.Labels[n] >= 0).ToArray();
        if (labelled.Length == 0) throw new ArgumentException($"'{name}' has no labelled node, and node classification needs some. Add a label column, or labels.txt with a class for each node.");
        if (labelled.All(n => graph.Labels[n] == graph.Labels[labelled[0]]))
            throw new DataException($"the one class '{graph.ClassNames[graph.Labels[labelled[0]]]}' for all labelled nodes of '{name}'", "two classes or more", "There is nothing to tell apart: name another column with --target, or add nodes of other classes.");
        var split = PublicSplit(graph, name, options) ?? Drawn(graph, labelled, options);
        return options.Inductive ? Inductive(graph, name, split, hash)
            : new(input.Value, graph.Labels, graph.ClassNames, split.Train, split.Validation, split.Test) { Name = name, DataHash = hash };
    }

    private bool? _heterophilous;

    private bool Heterophilous()
    {
        var known = new int[Input.Nodes];
        Array.Fill(known, -1);
        foreach (int node in Train.Concat(Validation)) known[node] = _labels[node];
        return Homophily.Of(Input.Adjacency, known, Classes).Adjusted < 0.4;       // not a number, and so false, where no link is known
    }

    internal static void NotEmpty(Graph graph, string name)
    {
        if (graph.Nodes == 0) throw new DataException($"the graph '{name}' without a node", "nodes and edges", "Add lines to nodes.csv, or labels.txt.");
        if (graph.Edges == 0) throw new DataException($"the graph '{name}' of {graph.Nodes} nodes without an edge", "edges among the nodes", "Add lines to the file of edges, or open the file of nodes as a table.");
    }

    /// <summary>The division that came with the data; null where there is none, or a random one was asked for.</summary>
    internal static NodeSplit? PublicSplit(Graph graph, string name, TaskOptions options) =>
        graph.Splits.Count == 0 || options.Split < 0 || options.PerClass > 0 ? null
            : (options.Split ?? 0) < graph.Splits.Count ? graph.Splits[options.Split ?? 0]
            : throw new ArgumentException($"'{name}' has {graph.Splits.Count} splits; split {options.Split} does not exist (they count from 0).");

    private static NodeSplit Drawn(Graph graph, int[] labelled, TaskOptions options)
    {
        var rng = new Rng((ulong)options.Seed).Split("split");
        // As Planetoid divides: 500 to validate and 1000 to test, or a third and two of what is left where that is less.
        int left = labelled.Length - options.PerClass * graph.Classes;
        if (options.PerClass > 0) return NodeSplits.PerClass(graph.Labels, options.PerClass, Math.Min(500, left / 3), left >= 1500 ? 1000 : null, rng);
        var (rest, test) = ClassScore.Stratify(labelled, n => graph.Labels[n], 0.2, rng.Split("test"));
        var (train, validation) = ClassScore.Stratify(rest, n => graph.Labels[n], 0.25, rng.Split("validation"));
        return new(train, validation, test);
    }

    internal static GraphInput InputOf(Graph graph) => new(graph.ToCsr(), FeaturesOf(graph));

    // A graph without features is described by the identity: every node is its own column.
    private static Features FeaturesOf(Graph graph)
    {
        if (graph.Features is { } f) return new Csr(f.Rows, f.Columns, f.RowPointers, f.ColumnIds, Tensor.From(f.Values));
        int[] all = [.. Enumerable.Range(0, graph.Nodes + 1)];
        return new Csr(graph.Nodes, graph.Nodes, all, all[..^1]);
    }

    /// <summary>Accuracy on the validation nodes.</summary>
    /// <param name="logits"><c>[nodes, classes]</c>.</param>
    public Measure Validate(Tensor logits) => new(Primary, Score(logits, Part.Validation)[Primary.Name]);

    /// <summary>The same of logits for the validation nodes only, in their order.</summary>
    /// <param name="logits"><c>[validation nodes, classes]</c>.</param>
    public Measure ValidateRows(Tensor logits) => new(Primary, ClassScore.Of(logits, ValidationLabels, [Primary])[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Input.Nodes} nodes, {Input.Adjacency.Nonzeros} directed links, {Info.Features} features, {Classes} classes; {Train.Length} / {Validation.Length} / {_test.Length} nodes to train / validate / test{OfFolds}";

    internal int[] Nodes(Part part) => part switch { Part.Train => Train, Part.Validation => Validation, _ => _test };

    internal IntTensor Labels(Part part) => part == Part.Test && _unseen is { } u ? Array.ConvertAll(_test, n => u.Labels[n]) : Pick(Nodes(part));

    internal int Label(int node) => _labels[node];

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<GraphInput>)network).Predict(part == Part.Test && _unseen is { } u ? u.Input : Input);

    internal override Tensor? Embeddings(FittedNetwork network, Part part) =>
        ((FittedNetwork<GraphInput>)network).Embed(part == Part.Test && _unseen is { } u ? u.Input : Input)?.GatherRows(Nodes(part));

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers.GatherRows(Nodes(part)), Labels(part), Metrics);

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<GraphInput>)network).Predict(Input with { Features = Input.Features.To(DType.F64) }, leaves).GatherRows(Train[..Math.Min(3, Train.Length)]);

    private IntTensor Pick(int[] nodes) => Array.ConvertAll(nodes, n => _labels[n]);
}
