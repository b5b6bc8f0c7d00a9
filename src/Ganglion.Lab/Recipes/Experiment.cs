using System.Globalization;

namespace Ganglion.Lab;

/// <summary>
/// What a claim is handed: data, runs over seeds, and the means to state a finding. Every comparison becomes a
/// <see cref="Finding"/>; nothing else decides the verdict.
/// </summary>
public sealed class Experiment
{
    private readonly List<Finding> _findings = [];
    private readonly List<string> _notes = [];
    private readonly IExperimentHost _host;

    internal Experiment(IExperimentHost host, Budget budget, int seed) => (_host, Budget, Seed) = (host, budget, seed);

    /// <summary>How much may be done.</summary>
    public Budget Budget { get; }

    /// <summary>The seed of the whole experiment.</summary>
    public int Seed { get; }

    /// <summary>Randomness for synthetic data and everything else that is not a method's own run.</summary>
    public Rng Rng => new Rng((ulong)Seed).Split("experiment");

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Remarks that go into the record: a table, a curve in words, a caveat.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether the run was stopped; long experiments look at it.</summary>
    public CancellationToken Cancel => _host.Cancel;

    /// <summary>All findings hold: reproduced. Some: partly. None: not reproduced.</summary>
    public Verdict Verdict => _findings.Count == 0 ? Verdict.NotRun
        : _findings.All(f => f.Holds) ? Verdict.Reproduced
        : _findings.Any(f => f.Holds) ? Verdict.Partly : Verdict.NotReproduced;

    /// <summary>By budget: how many seeds, how many epochs, how large.</summary>
    public T By<T>(T smoke, T check, T full) => Budget switch { Budget.Smoke => smoke, Budget.Check => check, _ => full };

    /// <summary>The task that a data set stands for; at smoke budget a small task of the same kind.</summary>
    /// <param name="data">A data-set name such as <c>cora</c>, or a path.</param>
    /// <param name="options">Which target, which split.</param>
    public LearningTask Task(string data, TaskOptions? options = null) => _host.Task(data, options ?? new(), Budget);

    /// <summary>
    /// Fits a method once a seed (one seed at smoke budget) and scores the test part. On a task of several folds seed s is run on fold s modulo
    /// their number. Runs of one method on one task are made once
    /// and shared by all claims of the session.
    /// </summary>
    /// <param name="method">The recipe's id.</param>
    /// <param name="task">The task.</param>
    /// <param name="seeds">How many seeds.</param>
    /// <param name="options">Options that differ from the defaults: <c>"hidden=32 epochs=50"</c>.</param>
    public Runs Fit(string method, LearningTask task, int seeds, string options = "") => _host.Fit(method, task, Budget == Budget.Smoke ? 1 : seeds, options, this);

    /// <summary>The same for a task that is only named.</summary>
    public Runs Fit(string method, string data, int seeds, string options = "") => Fit(method, Task(data), seeds, options);

    /// <summary>States that the mean must be at least <paramref name="bound"/>.</summary>
    public void AtLeast(string what, IReadOnlyList<double> values, double bound, double? paper = null) => Add(what, values, $"≥ {Text(bound)}", values.Average() >= bound, paper);

    /// <summary>States that the mean must be at most <paramref name="bound"/>.</summary>
    public void AtMost(string what, IReadOnlyList<double> values, double bound, double? paper = null) => Add(what, values, $"≤ {Text(bound)}", values.Average() <= bound, paper);

    /// <summary>States that one number must be at least <paramref name="bound"/>.</summary>
    public void AtLeast(string what, double value, double bound, double? paper = null) => AtLeast(what, [value], bound, paper);

    /// <summary>States that one number must be at most <paramref name="bound"/>.</summary>
    public void AtMost(string what, double value, double bound, double? paper = null) => AtMost(what, [value], bound, paper);

    /// <summary>States that ours is better than the other on the task's metric, by at least <paramref name="margin"/>, comparing means of test scores.</summary>
    public void Better(string what, Runs ours, Runs other, double margin = 0)
    {
        double sign = ours.Metric.HigherIsBetter ? 1 : -1, gap = sign * (ours.Test.Average() - other.Test.Average());
        string sense = ours.Metric.HigherIsBetter ? ">" : "<";
        Add($"{what}: {ours.Metric.Name}", ours.Test, $"{sense} {other.Method} {Text(other.Test.Average())}{(margin > 0 ? $" by {Text(margin)}" : "")}", gap > margin, null);
    }

    /// <summary>States something that is simply so or not.</summary>
    public void True(string what, bool holds, string requirement = "must hold") => _findings.Add(new(what, holds ? 1 : 0, requirement, holds, []));

    /// <summary>Adds a remark to the record.</summary>
    public void Note(string text) => _notes.Add(text);

    private void Add(string what, IReadOnlyList<double> values, string requirement, bool holds, double? paper) =>
        _findings.Add(new(what, values.Average(), requirement, holds && values.All(double.IsFinite), [.. values], paper));

    private static string Text(double v) =>
        v.ToString(v != 0 && Math.Abs(v) < 1e-3 ? "0.##e0" : "0.####", CultureInfo.InvariantCulture);
}

/// <summary>The runs of one method on one task, a seed each.</summary>
/// <param name="Method">The recipe's id.</param>
/// <param name="Metric">The task's primary metric.</param>
/// <param name="Results">One result a seed.</param>
public sealed record Runs(string Method, Metric Metric, IReadOnlyList<TrialResult> Results)
{
    /// <summary>The primary metric on the test part, one value a seed.</summary>
    public IReadOnlyList<double> Test => [.. Results.Select(r => r.Test[Metric.Name])];

    /// <summary>The primary metric on the validation part.</summary>
    public IReadOnlyList<double> Validation => [.. Results.Select(r => r.Validation[Metric.Name])];

    /// <summary>Seconds of training.</summary>
    public IReadOnlyList<double> Seconds => [.. Results.Select(r => r.Seconds)];

    /// <summary>Another metric of the task on the test part.</summary>
    public IReadOnlyList<double> Of(Metric metric) => [.. Results.Select(r => r.Test[metric.Name])];
}

/// <summary>What one run of a method gave.</summary>
public sealed record TrialResult
{
    /// <summary>The recipe's id.</summary>
    public required string Method { get; init; }

    /// <summary>All options, resolved, as text by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The fold or split, from 0; null where the task has one.</summary>
    public int? Fold { get; init; }

    /// <summary>Every metric of the task on the validation part, by name.</summary>
    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Every metric on the test part; empty until the runner scores it.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>Seconds of training.</summary>
    public required double Seconds { get; init; }

    /// <summary>Scalars in the fitted network.</summary>
    public required long Parameters { get; init; }

    /// <summary>The largest working set seen during the run, in bytes.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>The hash of the exact bits of the network, as 16 hexadecimal digits.</summary>
    public required string BitHash { get; init; }

    /// <summary>What was logged, a list of (step, value) by curve.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves { get; init; }

    /// <summary>Anything worth knowing: stopped early, stopped by the budget.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>A point of a learning curve.</summary>
public readonly record struct CurvePoint(int Step, double Value);

/// <summary>What an experiment needs of whoever runs it.</summary>
internal interface IExperimentHost
{
    CancellationToken Cancel { get; }

    LearningTask Task(string data, TaskOptions options, Budget budget);

    Runs Fit(string method, LearningTask task, int seeds, string options, Experiment experiment);
}
