using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>
/// One or more numbers for each of many small graphs. Answers <c>[graphs, targets]</c> are standardised by the training graphs' means and deviations;
/// metrics are in the unit of the targets, over all of them.
/// </summary>
public sealed class GraphRegression : GraphTask
{
    private GraphRegression(GraphInfo info, GraphCollection all, GraphSplit split) : base(info, all, split) => TrainTargets = Standardized(split.Train);

    /// <inheritdoc/>
    public override string Kind => "graph regression";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Mae, Metric.Rmse, Metric.R2];

    /// <summary>The standardised targets of the training graphs, <c>[graphs, targets]</c>.</summary>
    public override Tensor TrainTargets { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, int[] items) => (answers - TrainTargets.GatherRows(items)).Square().Mean();

    /// <summary>The task of a collection with targets, as <see cref="GraphTask.From"/> says.</summary>
    /// <exception cref="DataException">There are no targets, or one is not a number.</exception>
    public static new GraphRegression From(GraphCollection graphs, string name, TaskOptions options, string hash = "")
    {
        int width = graphs.TargetCount;
        if (width == 0) throw new DataException($"'{name}' without numbers to predict", "a number for each graph", "Add graph attributes, or predict its classes with --task graph-classification.");
        if (Array.FindIndex(graphs.Targets, t => !double.IsFinite(t)) is var bad and >= 0)
            throw new DataException($"a target of graph {bad / width + 1} that is no number", "a number for each graph", "Remove the graph, or fill in the value.");
        return Make(graphs, name, options, _ => 0, split =>
        {
            double[] means = [.. Enumerable.Range(0, width).Select(t => split.Train.Average(g => graphs.Targets[g * width + t]))];
            double[] deviations = [.. means.Select((m, t) => Math.Sqrt(split.Train.Average(g => Math.Pow(graphs.Targets[g * width + t] - m, 2)))).Select(d => d > 0 ? d : 1)];
            return new GraphRegression(InfoOf(graphs, []) with { Means = means, Deviations = deviations }, graphs, split) { Name = name, DataHash = hash };
        });
    }

    /// <summary>Answers in the unit of the targets, row by row.</summary>
    internal static float[] Unscale(GraphInfo info, Tensor answers) => [.. answers.ToArray().Select((a, i) => (float)(a * info.Deviations[i % info.Outputs] + info.Means[i % info.Outputs]))];

    internal float[] Values(Part part) => [.. Graphs(part).SelectMany(g => All.Targets.Skip(g * Info.Outputs).Take(Info.Outputs)).Select(v => (float)v)];

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        float[] predicted = Unscale(Info, answers), actual = Values(part);
        return new Dictionary<string, double> { ["mae"] = Lab.Metrics.Mae(predicted, actual), ["rmse"] = Lab.Metrics.Rmse(predicted, actual), ["r2"] = Lab.Metrics.R2(predicted, actual) };
    }

    private Tensor Standardized(int[] graphs) => Tensor.From([.. graphs.SelectMany(g => Enumerable.Range(0, Info.Outputs).Select(t =>
        (float)((All.Targets[g * Info.Outputs + t] - Info.Means[t]) / Info.Deviations[t])))], graphs.Length, Info.Outputs);
}
