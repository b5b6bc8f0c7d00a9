using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a clustering of nodes keeps of its task.</summary>
/// <param name="Nodes">The number of nodes.</param>
/// <param name="Features">Columns of the feature matrix.</param>
/// <param name="Clusters">How many groups there are; a method may find another number.</param>
public sealed record ClusterInfo(int Nodes, int Features, int Clusters) : TaskInfo;

/// <summary>
/// Groups of the nodes of one graph, found without a label. Answers are the number of each node's group, <c>[nodes]</c>. Labels are for judging
/// alone: those of a tenth of the nodes choose between methods, those of the others are the test part. Modularity is of the whole graph.
/// </summary>
public sealed class NodeClustering : LearningTask
{
    private readonly int[] _labels, _validation, _test;

    private NodeClustering(GraphInput input, int[] labels, int classes, int[] validation, int[] test)
    {
        (Input, _labels, _validation, _test) = (input, labels, validation, test);
        Info = new(input.Nodes, input.Features.Columns, classes);
    }

    /// <inheritdoc/>
    public override string Kind => "node clustering";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } =
        [Metric.NormalizedMutualInformation, Metric.AdjustedRand, Metric.MatchedAccuracy, Metric.Modularity];

    /// <inheritdoc/>
    public override ClusterInfo Info { get; }

    /// <summary>The graph and its features.</summary>
    public GraphInput Input { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Input.Nodes <= 20_000 ? 5 : 3;

    // Groups have no order: the same group has another number in another network.
    /// <inheritdoc/>
    public override bool CanBlend => false;

    /// <summary>The task of a graph with labels.</summary>
    /// <exception cref="DataException">Too few nodes have a label.</exception>
    public static NodeClustering From(Graph graph, string name, TaskOptions options, string hash = "")
    {
        int[] labelled = [.. Enumerable.Range(0, graph.Nodes).Where(n => graph.Labels[n] >= 0)];
        if (labelled.Length < 10 || graph.Classes < 2)
            throw new DataException($"'{name}' with {labelled.Length} labelled nodes of {graph.Classes} classes", "labels of two classes or more, to judge groups by",
                "Add a label column, or labels.txt with a class for each node.");
        var (test, validation) = ClassScore.Stratify(labelled, n => graph.Labels[n], options.ValidationShare, new Rng((ulong)options.Seed).Split("split"));
        return new(NodeClassification.InputOf(graph), graph.Labels, graph.Classes, validation, test) { Name = name, DataHash = hash };
    }

    /// <inheritdoc/>
    public override string Describe() => $"{Input.Nodes} nodes, {Input.Adjacency.Nonzeros} directed links, {Info.Features} features; {Info.Clusters} groups, "
        + $"judged by the labels of {_validation.Length} / {_test.Length} nodes to validate / test";

    internal int[] Nodes(Part part) => part == Part.Validation ? _validation : _test;

    internal int[] Labels(Part part) => Array.ConvertAll(Nodes(part), n => _labels[n]);

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<GraphInput>)network).Predict(Input);

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        int[] groups = Array.ConvertAll(answers.ToArray(), a => (int)a), some = Array.ConvertAll(Nodes(part), n => groups[n]), truth = Labels(part);
        return new Dictionary<string, double>
        {
            [Metric.NormalizedMutualInformation.Name] = Lab.Metrics.NormalizedMutualInformation(some, truth),
            [Metric.AdjustedRand.Name] = Lab.Metrics.AdjustedRand(some, truth),
            [Metric.MatchedAccuracy.Name] = Lab.Metrics.MatchedAccuracy(some, truth),
            [Metric.Modularity.Name] = Lab.Metrics.Modularity(Input.Adjacency, groups),
        };
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<GraphInput>)network).Predict(Input with { Features = Input.Features.To(DType.F64) }, leaves);
}
