using System.Text.Json.Serialization;

namespace Ganglion.Lab;

/// <summary>A method with one set of options on one task: a run a seed.</summary>
public sealed record FitRecord
{
    /// <summary>The recipe's id.</summary>
    public required string Method { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Data { get; init; }

    /// <summary>The hash of the data; empty for data made by the experiment itself.</summary>
    public required string DataHash { get; init; }

    /// <summary>The task in words, with the sizes of its parts.</summary>
    public required string Task { get; init; }

    /// <summary>All options, resolved, by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>A run a seed.</summary>
    public required IReadOnlyList<RunRecord> Runs { get; init; }

    internal static FitRecord Of(LearningTask task, Runs runs) => new()
    {
        Method = runs.Method,
        Data = task.Name,
        DataHash = task.DataHash,
        Task = $"{task.Kind}: {task.Describe()}",
        Options = Sorted(runs.Results[0].Options),
        Runs = [.. runs.Results.Select((r, i) => RunRecord.Of(r, withCurves: i == 0))],
    };

    internal static SortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> values) => new(values.ToDictionary(), StringComparer.Ordinal);
}

/// <summary>One run.</summary>
public sealed record RunRecord
{
    /// <summary>The most points that a curve keeps.</summary>
    public const int MaxPoints = 50;

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The fold or split, from 0; null where the task has one.</summary>
    public int? Fold { get; init; }

    /// <summary>The metrics on the test part.</summary>
    [JsonConverter(typeof(InlineFigures))]
    public required IReadOnlyDictionary<string, double> Test { get; init; }

    /// <summary>The metrics on the validation part.</summary>
    [JsonConverter(typeof(InlineFigures))]
    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Seconds of training.</summary>
    public required double Seconds { get; init; }

    /// <summary>Scalars in the fitted network.</summary>
    public required long Parameters { get; init; }

    /// <summary>The largest working set seen during the run, in bytes.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>The hash of the network's exact bits: equal on every rerun on such a machine, with any number of threads.</summary>
    public required string BitHash { get; init; }

    /// <summary>How the run ended, if there is anything to say.</summary>
    public string? Remark { get; init; }

    /// <summary>What was logged, thinned to <see cref="MaxPoints"/> points; kept of the first seed only.</summary>
    public IReadOnlyDictionary<string, CurveRecord>? Curves { get; init; }

    internal static RunRecord Of(TrialResult r, bool withCurves) => new()
    {
        Seed = r.Seed,
        Fold = r.Fold,
        Test = FitRecord.Sorted(r.Test),
        Validation = FitRecord.Sorted(r.Validation),
        Seconds = Math.Round(r.Seconds, 3),
        Parameters = r.Parameters,
        PeakBytes = r.PeakBytes,
        BitHash = r.BitHash,
        Remark = r.Remark.Length > 0 ? r.Remark : null,
        Curves = !withCurves || r.Curves.Count == 0 ? null : FitRecord.Sorted(r.Curves.ToDictionary(c => c.Key, c => CurveRecord.Of(c.Value))),
    };
}

/// <summary>A learning curve.</summary>
/// <param name="Steps">The steps, ascending.</param>
/// <param name="Values">The value at each, to six digits.</param>
public sealed record CurveRecord(
    [property: JsonConverter(typeof(InlineNumbers))] IReadOnlyList<double> Steps,
    [property: JsonConverter(typeof(InlineNumbers))] IReadOnlyList<double> Values)
{
    // Evenly thinned, the first and the last point always kept.
    internal static CurveRecord Of(IReadOnlyList<CurvePoint> points)
    {
        int kept = Math.Min(points.Count, RunRecord.MaxPoints);
        CurvePoint[] thin = [.. Enumerable.Range(0, kept).Select(i => points[kept == 1 ? 0 : (int)((long)i * (points.Count - 1) / (kept - 1))])];
        return new([.. thin.Select(p => (double)p.Step)], [.. thin.Select(p => RecordJson.Digits(p.Value))]);
    }
}
