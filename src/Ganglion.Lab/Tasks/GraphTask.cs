using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a network for whole graphs keeps of its task.</summary>
/// <param name="Features">Columns of the node features: one a node tag, then the attributes.</param>
/// <param name="Classes">The names of the classes; empty for regression.</param>
public sealed record GraphInfo(int Features, IReadOnlyList<string> Classes) : TaskInfo
{
    /// <summary>Columns of the edge features: one a kind of edge, then the attributes; 0 for none.</summary>
    public int EdgeFeatures { get; init; }

    /// <summary>How many of <see cref="Features"/> are attributes.</summary>
    public int Attributes { get; init; }

    /// <summary>The mean of each target on the training graphs; empty for classification.</summary>
    public IReadOnlyList<double> Means { get; init; } = [];

    /// <summary>The standard deviation of each target on the training graphs.</summary>
    public IReadOnlyList<double> Deviations { get; init; } = [];

    /// <summary>Columns of an answer: classes or targets.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Outputs => Classes.Count > 0 ? Classes.Count : Means.Count;

    internal override Tensor ToBlend(Tensor answers) => Classes.Count > 0 ? answers.Softmax() : answers;

    internal override Tensor FromBlend(Tensor mean) => Classes.Count > 0 ? ClassScore.LogOf(mean) : mean;
}

/// <summary>Several graphs as one, block-diagonal.</summary>
/// <param name="Adjacency"><c>[nodes, nodes]</c>, ones where there is a link.</param>
/// <param name="Features">Node features <c>[nodes, features]</c>.</param>
/// <param name="Pointers">The nodes of graph g are Pointers[g] to Pointers[g + 1] - 1.</param>
public sealed record GraphBatch(Csr Adjacency, Tensor Features, int[] Pointers)
{
    /// <summary>Edge features <c>[edges, features]</c>, as the entries of <see cref="Adjacency"/> lie; null where edges have none.</summary>
    public Tensor? EdgeFeatures { get; init; }

    /// <summary>The tag of each node; null where the batch was not made of a collection.</summary>
    public int[]? Tags { get; init; }

    /// <summary>The number of graphs.</summary>
    public int Graphs => Pointers.Length - 1;

    /// <summary>The graphs of a collection: node tags one-hot, or a constant where there are none, then the attributes; the same of edges.</summary>
    /// <param name="graphs">The collection.</param>
    /// <param name="features">Columns of the node features, the attributes included.</param>
    public static GraphBatch From(GraphCollection graphs, int features)
    {
        var x = OneHot(graphs.NodeTags, graphs.Nodes, features - graphs.NodeWidth, graphs.NodeAttributes, graphs.NodeWidth);
        int edgeWidth = graphs.EdgeLabelCount + graphs.EdgeWidth;
        return new(new Csr(graphs.Nodes, graphs.Nodes, graphs.RowPointers, graphs.Columns), x, graphs.NodeOffsets)
        {
            Tags = graphs.NodeTags,
            EdgeFeatures = edgeWidth == 0 ? null : OneHot(graphs.EdgeLabels, graphs.Edges, graphs.EdgeLabelCount, graphs.EdgeAttributes, graphs.EdgeWidth),
        };
    }

    /// <summary>The same graphs in another element type.</summary>
    public GraphBatch To(DType dtype) => this with { Features = Features.To(dtype), EdgeFeatures = EdgeFeatures?.To(dtype) };

    private static Tensor OneHot(int[] codes, int rows, int kinds, float[] attributes, int width)
    {
        int columns = kinds + width;
        var x = new float[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            if (kinds > 0) x[r * columns + Math.Clamp(codes[r], 0, kinds - 1)] = 1;
            attributes.AsSpan(r * width, width).CopyTo(x.AsSpan(r * columns + kinds));
        }
        return Tensor.From(x, rows, columns);
    }
}

/// <summary>Something to say of each of many small graphs: a class, or numbers.</summary>
public abstract class GraphTask : LearningTask
{
    private readonly int[] _train, _validation, _test;

    private protected GraphTask(GraphInfo info, GraphCollection all, GraphSplit split)
    {
        (Info, All, _train, _validation, _test) = (info, all, split.Train, split.Validation, split.Test);
        Validation = GraphBatch.From(all.Select(_validation), info.Features);
    }

    /// <inheritdoc/>
    public override GraphInfo Info { get; }

    /// <summary>The number of training graphs.</summary>
    public int TrainCount => _train.Length;

    /// <summary>The validation graphs.</summary>
    public GraphBatch Validation { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => 3;

    /// <summary>The collection, all parts of it.</summary>
    private protected GraphCollection All { get; }

    /// <summary>Some training graphs, by position in the training part.</summary>
    public GraphBatch TrainGraphs(int[] items) => GraphBatch.From(All.Select(Array.ConvertAll(items, i => _train[i])), Info.Features);

    /// <summary>All training graphs.</summary>
    public GraphBatch TrainGraphs() => GraphBatch.From(All.Select(_train), Info.Features);

    /// <summary>The mean loss of answers for some training graphs: cross-entropy, or the squared error of standardised targets.</summary>
    /// <param name="answers"><c>[items, outputs]</c>.</param>
    /// <param name="items">Their positions in the training part.</param>
    public abstract Tensor Loss(Tensor answers, int[] items);

    /// <summary>What the training graphs are to be answered: classes one-hot, or standardised targets, <c>[graphs, outputs]</c>.</summary>
    public abstract Tensor TrainTargets { get; }

    /// <summary>The primary metric of answers for the validation graphs.</summary>
    public Measure Validate(Tensor answers) => new(Primary, Score(answers, Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{All.Count} graphs of {All.Nodes / Math.Max(1, All.Count)} nodes on average, {Columns}, "
        + $"{(Info.Classes.Count > 0 ? $"{Info.Classes.Count} classes" : $"{Info.Outputs} targets")}; "
        + $"{_train.Length} / {_validation.Length} / {_test.Length} graphs to train / validate / test{OfFolds}";

    private string Columns => $"{Info.Features - Info.Attributes} node tags{(Info.Attributes > 0 ? $", {Info.Attributes} node attributes" : "")}"
        + (Info.EdgeFeatures > 0 ? $", {Info.EdgeFeatures} edge features" : "");

    /// <summary>
    /// The task of a collection: classes if it has some, otherwise its targets. Each of its own folds is the test part once, or fold
    /// <see cref="TaskOptions.Split"/> alone; a random fifth where it has none. The validation part is drawn from what a fold learns from.
    /// </summary>
    /// <exception cref="DataException">There is nothing to predict, or only one class.</exception>
    public static GraphTask From(GraphCollection graphs, string name, TaskOptions options, string hash = "") =>
        graphs.Labels.Length > 0 ? GraphClassification.From(graphs, name, options, hash) : GraphRegression.From(graphs, name, options, hash);

    /// <summary>One task a fold, or the one that is asked for.</summary>
    private protected static TTask Make<TTask>(GraphCollection graphs, string name, TaskOptions options, Func<int, int> stratum, Func<GraphSplit, TTask> make)
        where TTask : GraphTask
    {
        if (graphs.Count < 3) throw new DataException($"'{name}' with {graphs.Count} graphs", "three graphs at least, to learn from, to validate and to test", "Add graphs.");
        return options.Split is null && graphs.TestFolds.Count > 1 ? Over(graphs.TestFolds.Count, fold => make(Of(fold))) : make(Of(options.Split ?? 0));

        GraphSplit Of(int fold)
        {
            var rng = new Rng((ulong)options.Seed).Split("split");
            int[] all = [.. Enumerable.Range(0, graphs.Count)], rest, test;
            if (graphs.TestFolds.Count > 0)
            {
                if ((uint)fold >= (uint)graphs.TestFolds.Count) throw new ArgumentException($"'{name}' has {graphs.TestFolds.Count} folds; fold {fold} does not exist (they count from 0).");
                test = graphs.TestFolds[fold];
                rest = [.. all.Except(test)];
            }
            else (rest, test) = ClassScore.Stratify(all, stratum, 0.2, rng.Split("test"));
            var (train, validation) = ClassScore.Stratify(rest, stratum, options.ValidationShare, rng.Split("validation"));
            return new(train, validation, test);
        }
    }

    private protected static GraphInfo InfoOf(GraphCollection graphs, IReadOnlyList<string> classes) => new(Math.Max(graphs.NodeWidth > 0 ? 0 : 1, graphs.TagCount) + graphs.NodeWidth, classes)
    {
        Attributes = graphs.NodeWidth,
        EdgeFeatures = graphs.EdgeLabelCount + graphs.EdgeWidth,
    };

    internal int[] Graphs(Part part) => part switch { Part.Train => _train, Part.Validation => _validation, _ => _test };

    internal override Tensor Answers(FittedNetwork network, Part part) =>
        ((FittedNetwork<GraphBatch>)network).Predict(part == Part.Validation ? Validation : GraphBatch.From(All.Select(Graphs(part)), Info.Features));

    internal override Tensor? Embeddings(FittedNetwork network, Part part) =>
        ((FittedNetwork<GraphBatch>)network).Embed(GraphBatch.From(All.Select(Graphs(part)), Info.Features));

    /// <summary>A graph of a part, to be drawn: tags of its nodes and its links.</summary>
    internal (int[] Tags, (int From, int To)[] Edges) Drawn(int graph)
    {
        var one = All.Select([graph]);
        return (one.NodeTags, [.. Enumerable.Range(0, one.Nodes).SelectMany(n =>
            one.Columns[one.RowPointers[n]..one.RowPointers[n + 1]].Select(s => (s, n)))]);
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<GraphBatch>)network).Predict(TrainGraphs([0, 1]).To(DType.F64), leaves);
}

/// <summary>The numbers of the graphs of each part.</summary>
internal readonly record struct GraphSplit(int[] Train, int[] Validation, int[] Test);
