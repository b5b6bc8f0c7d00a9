using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>Nodes of a graph on disk, to be answered about.</summary>
/// <param name="Store">The graph.</param>
/// <param name="Nodes">Distinct nodes.</param>
/// <param name="DType">The element type to compute in.</param>
public sealed record StoredNodes(GraphStore Store, int[] Nodes, DType DType = DType.F32)
{
    /// <summary>Answers block after block, so that memory holds what one block needs.</summary>
    /// <param name="size">Nodes in a block.</param>
    /// <param name="answer">From the nodes of a block and its number to <c>[nodes, outputs]</c>.</param>
    /// <returns><c>[nodes, outputs]</c>; only an answer in a single block can be differentiated.</returns>
    public Tensor InBlocks(int size, Func<int[], int, Tensor> answer) => Nodes.Length <= size ? answer(Nodes, 0)
        : Tensor.Concat([.. Nodes.Chunk(size).Select((nodes, block) => Memory.Block(() => answer(nodes, block)))], 0);
}

/// <summary>
/// One class for each node of a graph that stays on disk, from the labels of some: <see cref="NodeClassification"/> where memory holds neither
/// edges nor features. Answers are logits <c>[nodes asked about, classes]</c>.
/// </summary>
public sealed class StoredNodeClassification : LearningTask
{
    private const int SeveralSeeds = 200_000;
    private readonly int[] _validationLabels, _testLabels;

    private StoredNodeClassification(GraphStore store)
    {
        (Store, Info) = (store, new NodeInfo(store.Features, store.ClassNames));
        (TrainLabels, _validationLabels, _testLabels) = (store.Labels(store.Train), store.Labels(store.Validation), store.Labels(store.Test));
    }

    /// <inheritdoc/>
    public override string Kind => "node classification on disk";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.MacroF1, Metric.LogLoss, Metric.CalibrationError];

    /// <inheritdoc/>
    public override NodeInfo Info { get; }

    /// <summary>The graph.</summary>
    public GraphStore Store { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => Info.Classes.Count;

    /// <summary>The training nodes.</summary>
    public int[] Train => Store.Train;

    /// <summary>Their classes, in the same order.</summary>
    public int[] TrainLabels { get; }

    /// <summary>The validation nodes.</summary>
    public int[] Validation => Store.Validation;

    /// <inheritdoc/>
    public override int DefaultSeeds => Store.Nodes <= SeveralSeeds ? 3 : 1;

    /// <summary>The task of a store: its own division.</summary>
    /// <exception cref="DataException">A part is empty, or a node in it has no label.</exception>
    public static StoredNodeClassification From(GraphStore store, string name, TaskOptions options, string hash = "")
    {
        if (options.Split is not (null or 0) || options.Inductive)
            throw new DataException($"split {options.Split}{(options.Inductive ? ", inductive" : "")}", "split 0: a store has one division", "Leave it out.", store.Folder);
        foreach (var (part, nodes) in new[] { ("train", store.Train), ("validation", store.Validation), ("test", store.Test) })
        {
            if (nodes.Length == 0) throw new DataException($"no node in the {part} part", "at least one", "Give the store a division with three parts.", store.Folder);
            if (Array.FindIndex(nodes, n => (uint)n >= (uint)store.Nodes) is >= 0 and var wild)
                throw new DataException($"node {nodes[wild]} in the {part} part", $"nodes from 0 to {store.Nodes - 1}", "Make the store again.", store.Folder);
            if (Array.IndexOf(store.Labels(nodes), -1) is >= 0 and var bare)
                throw new DataException($"node {nodes[bare]} without a label in the {part} part", "labelled nodes", "Leave it out of the division.", store.Folder);
        }
        return new(store) { Name = name, DataHash = hash };
    }

    /// <summary>The metric on the validation nodes.</summary>
    /// <param name="logits"><c>[validation nodes, classes]</c>.</param>
    public Measure Validate(Tensor logits) => new(Primary, Score(logits, Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Store.Nodes} nodes, {Store.Edges} directed links, {Info.Features} features, {Classes} classes, on disk; "
        + $"{Train.Length} / {Validation.Length} / {Store.Test.Length} nodes to train / validate / test";

    internal int[] Nodes(Part part) => part switch { Part.Train => Train, Part.Validation => Validation, _ => Store.Test };

    internal IntTensor Labels(Part part) => part switch { Part.Train => TrainLabels, Part.Validation => _validationLabels, _ => _testLabels };

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<StoredNodes>)network).Predict(new(Store, Nodes(part)));

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers, Labels(part), Metrics);

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<StoredNodes>)network).Predict(new StoredNodes(Store, Train[..Math.Min(3, Train.Length)], DType.F64), leaves);
}
