using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>What a link predictor keeps of its task.</summary>
/// <param name="Nodes">The number of nodes of the graph that it was fitted on.</param>
/// <param name="Features">Columns of the feature matrix; as many as nodes where a graph has none of its own.</param>
/// <param name="Directed">Whether a link has a direction.</param>
public sealed record LinkInfo(int Nodes, int Features, bool Directed) : TaskInfo;

/// <summary>Pairs of nodes of one graph, as link predictors see them.</summary>
/// <param name="Graph">The links known, and the features.</param>
/// <param name="Pairs"><c>[pairs, 2]</c>: from, to. Without directions a pair and its reverse are the same.</param>
public sealed record LinkInput(GraphInput Graph, IntTensor Pairs)
{
    /// <summary>The first node of each pair, <c>[pairs]</c>.</summary>
    public IntTensor From => field ??= Ends(0);

    /// <summary>The second node of each pair, <c>[pairs]</c>.</summary>
    public IntTensor To => field ??= Ends(1);

    private int[] Ends(int side)
    {
        var ends = new int[Pairs.Length / 2];
        for (int i = 0; i < ends.Length; i++) ends[i] = Pairs[2 * i + side];
        return ends;
    }
}

/// <summary>
/// Which pairs of nodes are linked. Some links are hidden for validation and test; a network is asked about them and about as many pairs that
/// are not linked, all parts together, and answers scores <c>[pairs]</c>: logits, or anything that is larger where a link is likelier. Every
/// question is answered from the training links alone.
/// </summary>
public sealed partial class LinkPrediction : LearningTask
{
    private readonly int[] _links, _validationLinks, _testLinks, _validationOthers, _testOthers;
    private readonly LinkInput _validation, _test;

    private LinkPrediction(GraphInput input, bool directed, Parts parts)
    {
        (Input, _links) = (input, parts.Train);
        (_validationLinks, _validationOthers, _testLinks, _testOthers) = (parts.Validation, parts.ValidationOthers, parts.Test, parts.TestOthers);
        (_validation, _test) = (Asked(_validationLinks, _validationOthers), Asked(_testLinks, _testOthers));
        Info = new(input.Nodes, input.Features.Columns, directed);
        RankBy((Math.Min(_validationOthers.Length, _testOthers.Length) / 2 >= 200 ? Metric.HitsAt(100) : Metric.MeanReciprocalRank).Name);
        LinkInput Asked(int[] links, int[] others) => new(input, Shaped([.. links, .. others]));
    }

    /// <inheritdoc/>
    public override string Kind => "link prediction";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } =
        [Metric.HitsAt(100), Metric.HitsAt(50), Metric.HitsAt(20), Metric.MeanReciprocalRank, Metric.RocAuc, Metric.AveragePrecision];

    /// <inheritdoc/>
    public override LinkInfo Info { get; }

    /// <summary>The graph of the training links, and the features.</summary>
    public GraphInput Input { get; }

    /// <summary>The number of training links; without directions, a link counts once.</summary>
    public int Count => _links.Length / 2;

    /// <summary>The training links <c>[links, 2]</c>.</summary>
    public IntTensor Links => Shaped(_links);

    /// <summary>The pairs of the validation part <c>[pairs, 2]</c>: the links, then as many that are none.</summary>
    public LinkInput Validation => _validation;

    /// <inheritdoc/>
    public override int DefaultSeeds => Count <= 20_000 ? 5 : 3;

    // Heuristics count and networks give logits: no common unit in which to average.
    /// <inheritdoc/>
    public override bool CanBlend => false;

    /// <summary>Some training links, by number, and after them as many pairs drawn uniformly that no training link joins. Links of other parts may be
    /// among these: nobody knows them yet.</summary>
    /// <param name="items">Numbers of training links.</param>
    /// <param name="rng">The key of the pairs drawn.</param>
    /// <param name="graph">What may be known when they are asked about; <see cref="Input"/> unless given.</param>
    public LinkInput Batch(ReadOnlySpan<int> items, Rng rng, GraphInput? graph = null)
    {
        int count = items.Length;
        var pairs = new int[4 * count];
        for (int i = 0; i < count; i++) (pairs[2 * i], pairs[2 * i + 1]) = (_links[2 * items[i]], _links[2 * items[i] + 1]);
        for (int i = count; i < 2 * count; i++)
            for (int attempt = 0; attempt <= 100; attempt++)        // in a graph that is nearly complete, the last draw stands
            {
                long at = 2 * (i + (long)attempt * count);
                (pairs[2 * i], pairs[2 * i + 1]) = ((int)(rng.Uniform(at) * Info.Nodes), (int)(rng.Uniform(at + 1) * Info.Nodes));
                if (pairs[2 * i] != pairs[2 * i + 1] && Input.Adjacency.Row(pairs[2 * i + 1]).BinarySearch(pairs[2 * i]) < 0) break;
            }
        return new(graph ?? Input, Shaped(pairs));
    }

    /// <summary>The training graph without some of its links, by number, in both directions if it has none: a link cannot be read off then.</summary>
    public GraphInput Without(ReadOnlySpan<int> items)
    {
        var a = Input.Adjacency;
        var gone = new bool[a.Nonzeros];
        foreach (int i in items)
        {
            gone[Place(_links[2 * i], _links[2 * i + 1])] = true;
            if (!Info.Directed) gone[Place(_links[2 * i + 1], _links[2 * i])] = true;
        }
        int[] pointers = new int[a.Rows + 1], ids = new int[gone.Count(g => !g)];
        for (int r = 0, at = 0; r < a.Rows; r++)
        {
            for (int e = a.RowPointers[r]; e < a.RowPointers[r + 1]; e++) if (!gone[e]) ids[at++] = a.ColumnIds[e];
            pointers[r + 1] = at;
        }
        return Input with { Adjacency = new(a.Rows, a.Columns, pointers, ids) };

        int Place(int from, int to) => a.RowPointers[to] + a.Row(to).BinarySearch(from);
    }

    /// <summary>The mean of -log σ(x) over the first half, links, plus that of -log σ(-x) over the second, pairs that are none.</summary>
    /// <param name="scores">Of a <see cref="Batch"/>, <c>[pairs]</c>.</param>
    public static Tensor Loss(Tensor scores)
    {
        int half = scores.Size(0) / 2;
        return scores.Slice(0, 0, half).Neg().Softplus().Mean() + scores.Slice(0, half, half).Softplus().Mean();
    }

    /// <summary>The primary metric of scores of <see cref="Validation"/>, <c>[pairs]</c>.</summary>
    public Measure Validate(Tensor scores) => new(Primary, Score(scores, Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Info.Nodes} nodes, {Info.Features} features; {Count} / {_validationLinks.Length / 2} / "
        + $"{_testLinks.Length / 2} {(Info.Directed ? "directed " : "")}links to train / validate / test, {_testOthers.Length / 2} other pairs in the test part";

    internal LinkInput Asked(Part part) => part switch { Part.Train => new(Input, Shaped(_links)), Part.Validation => _validation, _ => _test };

    /// <summary>1 for each linked pair of a part, 0 for the others.</summary>
    internal int[] Truth(Part part)
    {
        var truth = new int[Asked(part).Pairs.Length / 2];
        truth.AsSpan(0, part switch { Part.Train => Count, Part.Validation => _validationLinks.Length / 2, _ => _testLinks.Length / 2 }).Fill(1);
        return truth;
    }

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<LinkInput>)network).Predict(Asked(part));

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        int[] truth = Truth(part);
        float[] scores = answers.ToArray();
        if (scores.Length != truth.Length) throw new ArgumentException($"{truth.Length} pairs were asked about, and {scores.Length} scores came back.");
        int linked = truth.Sum();
        ReadOnlySpan<float> links = scores.AsSpan(0, linked), others = scores.AsSpan(linked);
        return new Dictionary<string, double>
        {
            [Metric.HitsAt(100).Name] = Lab.Metrics.Hits(links, others, 100),
            [Metric.HitsAt(50).Name] = Lab.Metrics.Hits(links, others, 50),
            [Metric.HitsAt(20).Name] = Lab.Metrics.Hits(links, others, 20),
            [Metric.MeanReciprocalRank.Name] = Lab.Metrics.MeanReciprocalRank(links, others),
            [Metric.RocAuc.Name] = Lab.Metrics.RocAuc(scores, truth),
            [Metric.AveragePrecision.Name] = Lab.Metrics.AveragePrecision(scores, truth),
        };
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) => ((FittedNetwork<LinkInput>)network).Predict(
        new(Input with { Features = Input.Features.To(DType.F64) }, Shaped(_links[..(2 * Math.Min(3, Count))])), leaves);

    private static IntTensor Shaped(int[] pairs) => IntTensor.From(pairs, pairs.Length / 2, 2);
}
