using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a network that completes triples keeps of its task.</summary>
/// <param name="Entities">The number of entities.</param>
/// <param name="Relations">The number of relations, R; a query's relation id goes to 2R - 1.</param>
/// <param name="EntityNames">Their names in the data, empty if they are numbers.</param>
/// <param name="RelationNames">The relations' names.</param>
public sealed record KnowledgeInfo(int Entities, int Relations, IReadOnlyList<string> EntityNames, IReadOnlyList<string> RelationNames) : TaskInfo
{
    // Scores of different methods have different units: each query's scores are standardised.
    internal override Tensor ToBlend(Tensor answers)
    {
        var centred = answers - answers.Mean(1, keepDims: true);
        return centred / (centred.Square().Mean(1, keepDims: true) + 1e-12).Sqrt();
    }
}

/// <summary>
/// The missing end of a triple, for heads and for tails. Every entity is a candidate; the filtered rank of the right one is what counts
/// (<c>mrr</c>, <c>hits@k</c>), with ties shared evenly. To validate, answers known from training and validation are left out; the test part
/// also leaves out those of its own, which is the published protocol.
/// </summary>
public sealed class KnowledgeGraphCompletion : LearningTask
{
    private const int MostValidated = 4000;

    private readonly KnowledgeAnswers _validation, _test;
    private readonly Lazy<KnowledgeAnswers> _sample;
    private readonly Triple[] _held;

    private KnowledgeGraphCompletion(KnowledgeInfo info, Triple[] train, Triple[] validation, Triple[] test)
    {
        KnowledgeAnswers Index(Triple[] triples) => new(triples, info.Entities, info.Relations);
        (Info, Train, _held) = (info, train, test);
        (Known, _validation, _test) = (Index(train), Index(validation), Index(test));
        // Every n-th triple: the order of a file may have a meaning.
        int step = (validation.Length + MostValidated - 1) / MostValidated;
        _sample = new(() => step <= 1 ? _validation : Index([.. validation.Where((_, i) => i % step == 0)]));
        Validation = validation;
    }

    /// <inheritdoc/>
    public override string Kind => "knowledge graph completion";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("mrr", true, "0.0000", "mean of 1 / filtered rank of the right entity, heads and tails, 0..1"), Hits(1), Hits(3), Hits(10),
        new("mean-rank", false, "0.0", "mean filtered rank of the right entity, from 1"),
    ];

    /// <inheritdoc/>
    public override KnowledgeInfo Info { get; }

    /// <summary>The training triples.</summary>
    public Triple[] Train { get; }

    /// <summary>The validation triples.</summary>
    public Triple[] Validation { get; }

    /// <summary>The distinct queries that the training triples answer, both ways, and their answers.</summary>
    public KnowledgeAnswers Known { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Train.Length <= 50_000 ? 3 : 1;

    /// <inheritdoc/>
    public override bool CanBlend => (long)(_validation.Queries.Count + _test.Queries.Count) * Info.Entities <= 20_000_000;

    /// <summary>The primary metric on the validation part, or on an even sample of it if it is large, of scores computed block by block.</summary>
    /// <param name="scores">Scores <c>[queries, entities]</c> of some queries.</param>
    public Measure Validate(Func<KnowledgeQueries, Tensor> scores) =>
        new(Primary, Average(Ranks(Blocks(scores, _sample.Value), _sample.Value, [Known, _validation]))[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Info.Entities} entities, {Info.Relations} relations; {Train.Length} / {Validation.Length} / {_held.Length} "
        + "triples to train / validate / test";

    /// <summary>The task of a knowledge graph. A part that it lacks is drawn from its training triples.</summary>
    /// <exception cref="DataException">Fewer than ten triples to train on.</exception>
    public static KnowledgeGraphCompletion From(KnowledgeGraph graph, string name, TaskOptions options, string hash = "")
    {
        var rng = new Rng((ulong)options.Seed).Split("split");
        var (train, validation, test) = (graph.Train, graph.Validation, graph.Test);
        if (train.Length < 10)
            throw new DataException($"{train.Length} triples to train on", "ten or more", "Give more triples: a few do not tell what a relation is like.");
        if (test.Length == 0) (train, test) = Draw(train, 0.1, rng.Split("test"));
        if (validation.Length == 0) (train, validation) = Draw(train, Math.Max(0.05, options.ValidationShare), rng.Split("validation"));
        return new(new(graph.Entities, graph.Relations, graph.EntityNames, graph.RelationNames), train, validation, test) { Name = name, DataHash = hash };
    }

    private static (Triple[] Kept, Triple[] Drawn) Draw(Triple[] triples, double share, Rng rng)
    {
        int take = Math.Max(1, (int)Math.Round(triples.Length * share));
        int[] order = rng.Permutation(triples.Length);
        return ([.. order[take..].Order().Select(i => triples[i])], [.. order[..take].Order().Select(i => triples[i])]);
    }

    /// <summary>The distinct queries of a part, in the order of its answers.</summary>
    internal KnowledgeQueries Asked(Part part) => Of(part).Queries;

    internal KnowledgeAnswers Of(Part part) => part switch { Part.Train => Known, Part.Validation => _validation, _ => _test };

    /// <summary>The filtered rank of each answer of a part, in the order of the entries of its <see cref="KnowledgeAnswers.Answers"/>.</summary>
    internal double[] Ranks(Func<KnowledgeQueries, Tensor> scores, Part part) => Ranks(Blocks(scores, Of(part)), Of(part), Filter(part));

    internal override IReadOnlyDictionary<string, double> Score(FittedNetwork network, Part part) =>
        Average(Ranks(((FittedNetwork<KnowledgeQueries>)network).Predict, part));

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<KnowledgeQueries>)network).Predict(Asked(part));

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        int entities = Info.Entities;
        float[] all = answers.ToArray();
        return Average(Ranks((start, count, to) => all.AsSpan(start * entities, count * entities).CopyTo(to), Of(part), Filter(part)));
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<KnowledgeQueries>)network).Predict(Known.Queries.Select([0, 1, 2]), leaves);

    internal static Dictionary<string, double> Average(double[] ranks) => new()
    {
        ["mrr"] = ranks.Average(r => 1 / r),
        ["hits@1"] = Share(ranks, 1),
        ["hits@3"] = Share(ranks, 3),
        ["hits@10"] = Share(ranks, 10),
        ["mean-rank"] = ranks.Average(),
    };

    private static double Share(double[] ranks, int k) => ranks.Count(r => r <= k) / (double)ranks.Length;

    private static Metric Hits(int k) => new($"hits@{k}", true, "0.0000", $"share of right entities of filtered rank {k} or better, heads and tails, 0..1");

    private KnowledgeAnswers[] Filter(Part part) => part switch
    {
        Part.Train => [Known],
        Part.Validation => [Known, _validation],
        _ => [Known, _validation, _test],
    };

    private static double[] Ranks(ScoreQueries score, KnowledgeAnswers asked, KnowledgeAnswers[] filter) => EntityRanking.Ranks(score, asked.Answers, q =>
    {
        var (known, relation) = (asked.Queries.Known[q], asked.Queries.Relations[q]);
        var all = new List<int>();
        foreach (var part in filter) all.AddRange(part.Of(known, relation));
        return [.. all];
    }, Compute.Threads);

    // Only an array leaves the block: all scores together may be gigabytes, and an outer scope would hold them to its end.
    private static ScoreQueries Blocks(Func<KnowledgeQueries, Tensor> scores, KnowledgeAnswers asked) => (start, count, to) =>
        Memory.Block(() => scores(asked.Queries.Select([.. Enumerable.Range(start, count)])).ToArray()).CopyTo(to);
}
