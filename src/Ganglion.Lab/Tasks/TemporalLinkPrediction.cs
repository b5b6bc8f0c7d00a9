using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a temporal link predictor keeps of its task.</summary>
/// <param name="Nodes">The number of nodes.</param>
/// <param name="Directed">Whether an event has a direction.</param>
public sealed record TemporalLinkInfo(int Nodes, bool Directed) : TaskInfo;

/// <summary>The first events of a temporal graph: what is known at some moment. Later events cannot be reached from here.</summary>
public sealed class EventHistory
{
    private readonly TemporalGraph _graph;

    internal EventHistory(TemporalGraph graph, int events) => (_graph, Events) = (graph, events);

    /// <summary>How many events are known.</summary>
    public int Events { get; }

    /// <summary>The number of nodes, those without an event so far included.</summary>
    public int Nodes => _graph.Nodes;

    /// <summary>Whether an event has a direction.</summary>
    public bool Directed => _graph.Directed;

    /// <summary>Where each event comes from, <c>[events]</c>, in time order.</summary>
    public ReadOnlySpan<int> Sources => _graph.Sources.AsSpan(0, Events);

    /// <summary>Where each points to, <c>[events]</c>.</summary>
    public ReadOnlySpan<int> Targets => _graph.Targets.AsSpan(0, Events);

    /// <summary>When each happened, <c>[events]</c>.</summary>
    public ReadOnlySpan<double> Times => _graph.Times.AsSpan(0, Events);

    /// <summary>The graph of the last of these events, both ways if they have no direction; a pair counts once.</summary>
    /// <param name="last">How many; all if there are fewer.</param>
    public Csr Graph(int last)
    {
        int start = Math.Max(0, Events - last);
        int[] sources = Sources[start..].ToArray(), targets = Targets[start..].ToArray();
        return Directed ? Csr.FromEdges(Nodes, Nodes, sources, targets)
            : Csr.FromEdges(Nodes, Nodes, (int[])[.. sources, .. targets], (int[])[.. targets, .. sources]);
    }
}

/// <summary>Whether pairs have an event at some times, asked when only what came before is known.</summary>
/// <param name="History">All events before the first of the times, strictly.</param>
/// <param name="Pairs"><c>[pairs, 2]</c>: from, to.</param>
/// <param name="Times">When each pair is asked about, <c>[pairs]</c>.</param>
public sealed record TemporalLinkInput(EventHistory History, IntTensor Pairs, double[] Times)
{
    /// <summary>The first node of each pair.</summary>
    public int From(int pair) => Pairs[2 * pair];

    /// <summary>The second node of each pair.</summary>
    public int To(int pair) => Pairs[2 * pair + 1];
}

/// <summary>
/// Which node an event will join next. Events are divided by time; each event of validation and test is asked about together with others that did
/// not happen then: half of them pairs of its source that happened before (historical: Poursafaei et al. 2022), half with any target. Questions come
/// in blocks of one span of time, with all events before the block known; answers are scores <c>[pairs]</c>, larger where an event is likelier.
/// </summary>
public sealed class TemporalLinkPrediction : LearningTask
{
    /// <summary>Pairs without an event that each event is ranked among: half historical, half random.</summary>
    public const int Others = 20;

    private const int Block = 100;

    private readonly TemporalGraph _graph;
    private readonly Questions _validation, _test;

    private TemporalLinkPrediction(TemporalGraph graph, TemporalSplit split, Rng rng)
    {
        _graph = graph;
        Info = new(graph.Nodes, graph.Directed);
        Train = new(graph, split.Train.End.GetOffset(graph.Events));
        (_validation, _test) = (Ask(graph, split.Validation, rng.Split("validation")), Ask(graph, split.Test, rng.Split("test")));
    }

    /// <inheritdoc/>
    public override string Kind => "temporal link prediction";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } =
        [Metric.MeanReciprocalRank, Metric.AveragePrecision, Metric.HistoricalPrecision, Metric.RocAuc];

    /// <inheritdoc/>
    public override TemporalLinkInfo Info { get; }

    /// <summary>The events to learn from.</summary>
    public EventHistory Train { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => _graph.Events <= 50_000 ? 5 : 3;

    /// <inheritdoc/>
    public override bool CanBlend => false;

    /// <summary>The task of a temporal graph: <see cref="TaskOptions.ValidationShare"/> and <see cref="TaskOptions.TestShare"/> of the events, the last.</summary>
    /// <exception cref="DataException">Too few events.</exception>
    public static TemporalLinkPrediction From(TemporalGraph graph, string name, TaskOptions options, string hash = "")
    {
        var split = graph.Split(options.ValidationShare, options.TestShare);
        int Count(Range part) => part.GetOffsetAndLength(graph.Events).Length;
        if (Count(split.Train) < 10 || Count(split.Validation) == 0 || Count(split.Test) == 0)
            throw new DataException($"'{name}' with {Count(split.Train)} / {Count(split.Validation)} / {Count(split.Test)} events to train / validate / test",
                "ten events to learn from, and some at later times to choose by and to be judged on", "Give more events, with times that differ.");
        return new(graph, split, new Rng((ulong)options.Seed).Split("others")) { Name = name, DataHash = hash };
    }

    /// <inheritdoc/>
    public override string Describe() => $"{_graph.Nodes} nodes, {_graph.Events} {(_graph.Directed ? "directed " : "")}events; {Train.Events} / "
        + $"{_validation.Events} / {_test.Events} to train / validate / test, each among {Others} that did not happen";

    /// <summary>The primary metric on the validation part of a function that scores pairs <c>[pairs]</c>.</summary>
    public Measure Validate(Func<TemporalLinkInput, Tensor> score) => new(Primary, Score(Answer(_validation, score), Part.Validation)[Primary.Name]);

    internal int QuestionCount(Part part) => Of(part).Events * (1 + Others);

    internal override Tensor Answers(FittedNetwork network, Part part) => Answer(Of(part), ((FittedNetwork<TemporalLinkInput>)network).Predict);

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        const int each = 1 + Others;
        float[] scores = answers.ToArray();
        int events = scores.Length / each;
        double ranks = 0;
        for (int q = 0; q < events; q++) ranks += Lab.Metrics.MeanReciprocalRank(scores.AsSpan(q * each, 1), scores.AsSpan(q * each + 1, Others));
        var (random, historical) = (Against(Others / 2), Against(0));
        return new Dictionary<string, double>
        {
            [Metric.MeanReciprocalRank.Name] = ranks / events,
            [Metric.AveragePrecision.Name] = Lab.Metrics.AveragePrecision(random.Scores, random.Truth),
            [Metric.HistoricalPrecision.Name] = Lab.Metrics.AveragePrecision(historical.Scores, historical.Truth),
            [Metric.RocAuc.Name] = Lab.Metrics.RocAuc(random.Scores, random.Truth),
        };

        // Every event against one other of its own, the k-th: as many of both.
        (float[] Scores, int[] Truth) Against(int k) => ([.. Enumerable.Range(0, events).SelectMany(q => (float[])[scores[q * each], scores[q * each + 1 + k]])],
            [.. Enumerable.Range(0, events).SelectMany(_ => (int[])[1, 0])]);
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<TemporalLinkInput>)network).Predict(_validation.Blocks[0], leaves).Slice(0, 0, 1 + Others);

    private Questions Of(Part part) => part == Part.Validation ? _validation : _test;

    private sealed record Questions(int Events, TemporalLinkInput[] Blocks);

    private static Tensor Answer(Questions questions, Func<TemporalLinkInput, Tensor> score) =>
        Tensor.From(questions.Blocks.SelectMany(b => Memory.Block(() => score(b).ToArray())).ToArray());

    // A block ends where a time does: all its events are later than everything known, and some are unknown though they came before others of it.
    private static Questions Ask(TemporalGraph graph, Range part, Rng rng)
    {
        var (start, count) = part.GetOffsetAndLength(graph.Events);
        var blocks = new List<TemporalLinkInput>();
        for (int first = start; first < start + count;)
        {
            int last = Math.Min(first + Block, start + count);
            while (last < start + count && graph.Times[last] == graph.Times[last - 1]) last++;
            blocks.Add(BlockOf(graph, first, last, rng));
            first = last;
        }
        return new(count, [.. blocks]);
    }

    private static TemporalLinkInput BlockOf(TemporalGraph graph, int first, int last, Rng rng)
    {
        int known = graph.CountBefore(graph.Times[first]);
        var met = new Dictionary<int, HashSet<int>>();
        var now = new HashSet<(int, int, double)>();
        int[] asked = graph.Sources[first..last];
        foreach (int source in asked) met.TryAdd(source, []);
        for (int i = 0; i < last; i++)
        {
            int s = graph.Sources[i], t = graph.Targets[i];
            if (i >= first) { now.Add((s, t, graph.Times[i])); if (!graph.Directed) now.Add((t, s, graph.Times[i])); }
            if (i >= known) continue;
            if (met.TryGetValue(s, out var seen)) seen.Add(t);
            if (!graph.Directed && met.TryGetValue(t, out seen)) seen.Add(s);
        }
        var (pairs, times) = (new List<int>(), new List<double>());
        for (int i = first; i < last; i++)
        {
            var (source, time, own) = (graph.Sources[i], graph.Times[i], rng.Split(i));
            Add(source, graph.Targets[i], time);
            int[] before = [.. met[source].Where(t => !now.Contains((source, t, time))).Order()];
            for (int k = 0; k < Others; k++)
            {
                int other = k < Others / 2 && before.Length > 0 ? before[(int)(own.Uniform(k) * before.Length)] : Random(k);
                Add(source, other, time);
            }

            // A target that nobody has is drawn again, at most a hundred times.
            int Random(int k)
            {
                for (int attempt = 1; ; attempt++)
                {
                    int node = (int)(own.Uniform(k + (long)attempt * Others) * graph.Nodes);
                    if (attempt == 100 || (node != source && !now.Contains((source, node, time)))) return node;
                }
            }
        }
        return new(new(graph, known), IntTensor.From([.. pairs], pairs.Count / 2, 2), [.. times]);

        void Add(int from, int to, double time)
        {
            pairs.AddRange(from, to);
            times.Add(time);
        }
    }
}
