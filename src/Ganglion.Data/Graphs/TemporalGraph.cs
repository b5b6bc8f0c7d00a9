namespace Ganglion.Data;

/// <summary>A division of events by time: nothing to learn from is as late as the first event to choose by, and nothing of that as late as the test.</summary>
/// <param name="Train">The first events.</param>
/// <param name="Validation">Those after them.</param>
/// <param name="Test">The last.</param>
public sealed record TemporalSplit(Range Train, Range Validation, Range Test);

/// <summary>Events between nodes, in time order; immutable. Arrays are kept, not copied.</summary>
public sealed record TemporalGraph
{
    private TemporalGraph(int nodes, int[] sources, int[] targets, double[] times) => (Nodes, Sources, Targets, Times) = (nodes, sources, targets, times);

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>Where each event comes from: <c>[events]</c>.</summary>
    public int[] Sources { get; }

    /// <summary>Where each event points to: <c>[events]</c>.</summary>
    public int[] Targets { get; }

    /// <summary>When each event happened, in any unit, never before the one before it: <c>[events]</c>.</summary>
    public double[] Times { get; }

    /// <summary>Number of events.</summary>
    public int Events => Times.Length;

    /// <summary>True when an event has a direction.</summary>
    public bool Directed { get; init; }

    /// <summary>The weight of each event; null when all are one.</summary>
    public float[]? Weights { get; init => field = value is null || value.Length == Events ? value : throw Wrong("weights", value.Length, "events", Events); }

    /// <summary>The features of each event, row after row: <c>[events, features]</c>; null when there are none.</summary>
    public float[]? EventFeatures
    {
        get;
        init => field = value is null || (Events == 0 ? value.Length == 0 : value.Length % Events == 0) ? value : throw Wrong("features", value.Length, "events", Events);
    }

    /// <summary>Node features: <c>[nodes, features]</c>; null when there are none.</summary>
    public SparseMatrix? Features { get; init => field = value is null || value.Rows == Nodes ? value : throw Wrong("feature rows", value.Rows, "nodes", Nodes); }

    /// <summary>The class of each node, -1 = none; null when there are none.</summary>
    public int[]? Labels { get; init => field = value is null || value.Length == Nodes ? value : throw Wrong("labels", value.Length, "nodes", Nodes); }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The names of the nodes; empty when they are numbers only.</summary>
    public IReadOnlyList<string> NodeNames { get; init; } = [];

    /// <summary>Puts events in time order; those of the same time keep the order given.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="sources">Where each event comes from.</param>
    /// <param name="targets">Where it points to.</param>
    /// <param name="times">When it happened.</param>
    /// <param name="directed">Whether an event has a direction.</param>
    /// <param name="weights">The weight of each event; empty when all are one.</param>
    /// <param name="features">The features of each event, row after row; empty when there are none.</param>
    /// <exception cref="ArgumentException">An event names a node that is not there, its time is no number, or the lengths differ.</exception>
    public static TemporalGraph FromEvents(int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, ReadOnlySpan<double> times, bool directed = false,
        ReadOnlySpan<float> weights = default, ReadOnlySpan<float> features = default)
    {
        var count = times.Length;
        if (sources.Length != count || targets.Length != count || (!weights.IsEmpty && weights.Length != count)
            || (!features.IsEmpty && (count == 0 || features.Length % count != 0)))
            throw new ArgumentException($"{sources.Length} sources, {targets.Length} targets, {count} times, {weights.Length} weights and {features.Length} features do not fit.");
        for (var i = 0; i < count; i++)
        {
            if ((uint)sources[i] >= (uint)nodes || (uint)targets[i] >= (uint)nodes)
                throw new ArgumentException($"Event {i} joins {sources[i]} and {targets[i]}; nodes run from 0 to {nodes - 1}.");
            if (!double.IsFinite(times[i])) throw new ArgumentException($"Event {i} has the time {times[i]}; a finite number was expected.");
        }

        var order = new (double Time, int Event)[count];
        for (var i = 0; i < count; i++) order[i] = (times[i], i);
        Array.Sort(order);
        var (from, to, at, weight) = (new int[count], new int[count], new double[count], weights.IsEmpty ? null : new float[count]);
        var (width, sorted) = (count == 0 ? 0 : features.Length / count, features.IsEmpty ? null : new float[features.Length]);
        for (var k = 0; k < count; k++)
        {
            var i = order[k].Event;
            (from[k], to[k], at[k]) = (sources[i], targets[i], times[i]);
            if (weight is not null) weight[k] = weights[i];
            if (sorted is not null) features.Slice(i * width, width).CopyTo(sorted.AsSpan(k * width));
        }

        return new(nodes, from, to, at) { Directed = directed, Weights = weight, EventFeatures = sorted };
    }

    /// <summary>The number of events before a time, strictly.</summary>
    public int CountBefore(double time)
    {
        var (low, high) = (0, Events);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Times[middle] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The graph as it stood just before a time: nothing that happened at it or later is in it.</summary>
    public Graph Before(double time) => Between(..CountBefore(time));

    /// <summary>The graph of some events; repeated ones count once, their weights add up: one each, where events have none.</summary>
    /// <param name="events">Which, by number.</param>
    public Graph Between(Range events)
    {
        var (start, count) = events.GetOffsetAndLength(Events);
        float[] weights = Weights is { } w ? w[events] : [.. Enumerable.Repeat(1f, count)];
        var graph = Graph.FromEdges(Nodes, Sources.AsSpan(start, count), Targets.AsSpan(start, count), Directed, weights);
        return graph with
        {
            Weights = graph.Weights ?? [],
            Features = Features,
            Labels = Labels ?? [.. Enumerable.Repeat(-1, Nodes)],
            ClassNames = ClassNames,
            NodeNames = NodeNames,
        };
    }

    /// <summary>Graphs of the events of equally long spans of time.</summary>
    /// <param name="count">How many spans.</param>
    /// <param name="cumulative">True adds to each span all events before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public IReadOnlyList<Graph> Snapshots(int count, bool cumulative = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (Events == 0) return [.. Enumerable.Repeat(Between(..0), count)];
        var (first, length) = (Times[0], (Times[^1] - Times[0]) / count);
        var (graphs, start) = (new List<Graph>(), 0);
        for (var k = 1; k <= count; k++)
        {
            var end = k == count ? Events : CountBefore(first + (k * length));
            graphs.Add(Between((cumulative ? 0 : start)..end));
            start = end;
        }

        return graphs;
    }

    /// <summary>
    /// Divides the events by time. The borders are times, so that events of the same moment are never on both sides; a part may then be larger or
    /// smaller than its share.
    /// </summary>
    /// <param name="validation">The share to choose by.</param>
    /// <param name="test">The share to be judged on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is negative, or they leave nothing to learn from.</exception>
    public TemporalSplit Split(double validation = 0.15, double test = 0.15)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(validation, test));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation + test, 1);
        if (Events == 0) return new(..0, ..0, ..0);
        var middle = Border(1 - validation - test);
        var end = Math.Max(middle, Border(1 - test));
        return new(..middle, middle..end, end..Events);

        int Border(double share) => (int)Math.Round(share * Events) is var at && at < Events ? CountBefore(Times[at]) : Events;
    }

    /// <summary>Its numbers of nodes and events.</summary>
    public override string ToString() => $"temporal graph of {Nodes} nodes and {Events} events";

    private static ArgumentException Wrong(string what, int count, string of, int expected) => new($"There are {count} {what} for {expected} {of}.");
}
