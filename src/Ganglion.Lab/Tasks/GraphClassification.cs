using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a graph classifier keeps of its task.</summary>
/// <param name="Features">Columns of the node features: one a node tag.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record GraphInfo(int Features, IReadOnlyList<string> Classes) : TaskInfo
{
    internal override Tensor ToBlend(Tensor answers) => answers.Softmax();

    internal override Tensor FromBlend(Tensor mean) => ClassScore.LogOf(mean);
}

/// <summary>Several graphs as one, block-diagonal.</summary>
/// <param name="Adjacency"><c>[nodes, nodes]</c>, ones where there is a link.</param>
/// <param name="Features">Node features <c>[nodes, features]</c>.</param>
/// <param name="Pointers">The nodes of graph g are Pointers[g] to Pointers[g + 1] - 1.</param>
public sealed record GraphBatch(Csr Adjacency, Tensor Features, int[] Pointers)
{
    /// <summary>The number of graphs.</summary>
    public int Graphs => Pointers.Length - 1;

    /// <summary>The graphs of a collection: node tags one-hot, or a constant where there are none.</summary>
    public static GraphBatch From(GraphCollection graphs, int features)
    {
        var x = new float[graphs.Nodes * features];
        for (int n = 0; n < graphs.Nodes; n++) x[n * features + Math.Clamp(graphs.NodeTags[n], 0, features - 1)] = 1;
        return new(new Csr(graphs.Nodes, graphs.Nodes, graphs.RowPointers, graphs.Columns), Tensor.From(x, graphs.Nodes, features), graphs.NodeOffsets);
    }
}

/// <summary>A class for each of many small graphs. Answers are logits <c>[graphs, classes]</c>.</summary>
public sealed class GraphClassification : LearningTask
{
    private readonly GraphCollection _all;
    private readonly int[] _train, _validation, _test;

    private GraphClassification(GraphInfo info, GraphCollection all, int[] train, int[] validation, int[] test)
    {
        (Info, _all, _train, _validation, _test) = (info, all, train, validation, test);
        Validation = GraphBatch.From(all.Select(validation), info.Features);
    }

    /// <inheritdoc/>
    public override string Kind => "graph classification";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.LogLoss, Metric.MacroF1];

    /// <inheritdoc/>
    public override GraphInfo Info { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => Info.Classes.Count;

    /// <summary>The number of training graphs.</summary>
    public int TrainCount => _train.Length;

    /// <summary>The validation graphs.</summary>
    public GraphBatch Validation { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => 3;

    /// <summary>Some training graphs with their classes, by position in the training part.</summary>
    public (GraphBatch Graphs, IntTensor Labels) Batch(int[] items)
    {
        int[] graphs = Array.ConvertAll(items, i => _train[i]);
        return (GraphBatch.From(_all.Select(graphs), Info.Features), Array.ConvertAll(graphs, g => _all.Labels[g]));
    }

    /// <summary>The primary metric of logits for the validation graphs.</summary>
    public Measure Validate(Tensor logits) => new(Primary, Score(logits, Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{_all.Count} graphs of {_all.Nodes / Math.Max(1, _all.Count)} nodes on average, {Info.Features} node tags, {Classes} classes; {_train.Length} / {_validation.Length} / {_test.Length} graphs to train / validate / test{OfFolds}";

    /// <summary>
    /// The task of a collection: each of its own folds is the test part once, or fold <see cref="TaskOptions.Split"/> alone; a random fifth where it
    /// has none. The validation part is drawn from what a fold learns from.
    /// </summary>
    public static GraphClassification From(GraphCollection graphs, string name, TaskOptions options, string hash = "")
    {
        if (options.Split is null && graphs.TestFolds.Count > 1)
            return Over(graphs.TestFolds.Count, fold => From(graphs, name, options with { Split = fold }, hash));
        int fold = options.Split ?? 0;
        var rng = new Rng((ulong)options.Seed).Split("split");
        int[] all = [.. Enumerable.Range(0, graphs.Count)], rest, test;
        if (graphs.TestFolds.Count > 0)
        {
            if ((uint)fold >= (uint)graphs.TestFolds.Count) throw new ArgumentException($"'{name}' has {graphs.TestFolds.Count} folds; fold {fold} does not exist (they count from 0).");
            test = graphs.TestFolds[fold];
            rest = [.. all.Except(test)];
        }
        else (rest, test) = ClassScore.Stratify(all, g => graphs.Labels[g], 0.2, rng.Split("test"));
        var (train, validation) = ClassScore.Stratify(rest, g => graphs.Labels[g], options.ValidationShare, rng.Split("validation"));
        return new(new(Math.Max(1, graphs.TagCount), graphs.ClassNames), graphs, train, validation, test) { Name = name, DataHash = hash };
    }

    internal int[] Graphs(Part part) => part switch { Part.Train => _train, Part.Validation => _validation, _ => _test };

    internal IntTensor Labels(Part part) => Array.ConvertAll(Graphs(part), g => _all.Labels[g]);

    internal override Tensor Answers(FittedNetwork network, Part part) =>
        ((FittedNetwork<GraphBatch>)network).Predict(part == Part.Validation ? Validation : GraphBatch.From(_all.Select(Graphs(part)), Info.Features));

    internal override Tensor? Embeddings(FittedNetwork network, Part part) =>
        ((FittedNetwork<GraphBatch>)network).Embed(GraphBatch.From(_all.Select(Graphs(part)), Info.Features));

    /// <summary>A graph of a part, to be drawn: tags of its nodes and its links.</summary>
    internal (int[] Tags, (int From, int To)[] Edges) Drawn(int graph)
    {
        var one = _all.Select([graph]);
        return (one.NodeTags, [.. Enumerable.Range(0, one.Nodes).SelectMany(n =>
            one.Columns[one.RowPointers[n]..one.RowPointers[n + 1]].Select(s => (s, n)))]);
    }

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers, Labels(part), Metrics);

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves)
    {
        var batch = Batch([0, 1]).Graphs;
        return ((FittedNetwork<GraphBatch>)network).Predict(batch with { Features = batch.Features.To(DType.F64) }, leaves);
    }
}
