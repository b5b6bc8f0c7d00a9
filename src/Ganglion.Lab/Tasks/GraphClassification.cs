using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>A class for each of many small graphs. Answers are logits <c>[graphs, classes]</c>.</summary>
public sealed class GraphClassification : GraphTask
{
    private GraphClassification(GraphInfo info, GraphCollection all, GraphSplit split) : base(info, all, split)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "graph classification";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.LogLoss, Metric.MacroF1];

    /// <summary>The number of classes.</summary>
    public int Classes => Info.Classes.Count;

    /// <summary>The classes of the training graphs.</summary>
    public IntTensor TrainLabels => Labels(Part.Train);

    /// <inheritdoc/>
    public override Tensor TrainTargets => TrainLabels.OneHot(Classes);

    /// <summary>Some training graphs with their classes, by position in the training part.</summary>
    public (GraphBatch Graphs, IntTensor Labels) Batch(int[] items) => (TrainGraphs(items), LabelsOf(items));

    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, int[] items) => answers.SoftmaxCrossEntropy(LabelsOf(items)).Mean();

    /// <summary>The task of a collection with classes, as <see cref="GraphTask.From"/> says.</summary>
    /// <exception cref="DataException">There are no classes, or only one.</exception>
    public static new GraphClassification From(GraphCollection graphs, string name, TaskOptions options, string hash = "")
    {
        if (graphs.Labels.Distinct().Count() is var classes and < 2)
            throw new DataException($"'{name}' with {classes} class{(classes == 1 ? "" : "es")} among {graphs.Count} graphs", "two classes at least",
                classes == 1 ? "Add graphs of another class." : "Add graph labels, or predict its numbers with --task graph-regression.");
        return Make(graphs, name, options, g => graphs.Labels[g], split => new GraphClassification(InfoOf(graphs, graphs.ClassNames), graphs, split) { Name = name, DataHash = hash });
    }

    internal IntTensor Labels(Part part) => Array.ConvertAll(Graphs(part), g => All.Labels[g]);

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers, Labels(part), Metrics);

    private IntTensor LabelsOf(int[] items) => Array.ConvertAll(items, i => All.Labels[Graphs(Part.Train)[i]]);
}
