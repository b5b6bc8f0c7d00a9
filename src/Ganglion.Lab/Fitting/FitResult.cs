using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganglion.Lab;

/// <summary>A row of a leaderboard: one method with one set of options over some seeds, or the ensemble.</summary>
public sealed record FitRow
{
    /// <summary>The place by the validation metric, from 1; null for what could not be ranked.</summary>
    public int? Rank { get; init; }

    /// <summary>The recipe's id, with <c>(tuned)</c> where options were searched; or <c>ensemble</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe's id; <c>ensemble</c> for one.</summary>
    public required string Recipe { get; init; }

    /// <summary>The paper's row in the catalogue.</summary>
    public string? Catalog { get; init; }

    /// <summary>All options, as text by name; where each fold chose its own, those of the best network.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>One result a seed.</summary>
    public IReadOnlyList<TrialResult> Trials { get; init; } = [];

    /// <summary>The folders of the kept networks, one a seed.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>The network of the seed that was best on the validation part.</summary>
    public string? Best { get; init; }

    /// <summary>The ranking metric on the validation part, over the seeds.</summary>
    public Summary? Validation { get; init; }

    /// <summary>The ranking metric on the test part, scored when the order was final.</summary>
    public Summary? Test { get; init; }

    /// <summary>Seconds to train one network: the median over the seeds; the sum of its members for an ensemble.</summary>
    public double Seconds { get; init; }

    /// <summary>Scalars in one network.</summary>
    public long Parameters { get; init; }

    /// <summary>The largest working set of the process seen while training, in bytes.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Anything worth knowing: stopped early, deterministic, the members of an ensemble, not run.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Why there is no result.</summary>
    public string? Error { get; init; }

    /// <summary>The command that runs this row alone.</summary>
    public string Reproduce { get; init; } = "";
}

/// <summary>A candidate of the search over options.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Fidelity">The share of the training that it got.</param>
/// <param name="Options">The options that were varied.</param>
/// <param name="Validation">The ranking metric on the validation part; NaN if it failed.</param>
/// <param name="Kept">Whether it went on to the next rung, or won the last.</param>
public sealed record SearchRow(string Recipe, double Fidelity, string Options, double Validation, bool Kept)
{
    /// <summary>The fold that was searched, from 0; null where the task has one.</summary>
    public int? Fold { get; init; }
}

/// <summary>What a fit gave.</summary>
public sealed record FitResult
{
    /// <summary>The data set's name.</summary>
    public required string Data { get; init; }

    /// <summary>The task in words.</summary>
    public required string Task { get; init; }

    /// <summary>What the task was understood to be, with sizes.</summary>
    public required string Description { get; init; }

    /// <summary>The metric that ranks.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The folds or published splits that the figures are over; 1 where the figures are over seeds alone.</summary>
    public int Folds { get; init; } = 1;

    /// <summary>The leaderboard, best first; what could not be ranked comes last.</summary>
    public required IReadOnlyList<FitRow> Rows { get; init; }

    /// <summary>The search over options, rung by rung.</summary>
    public IReadOnlyList<SearchRow> Search { get; init; } = [];

    /// <summary>The run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Folder, "report.html");

    /// <summary>Seconds that the run took, interruptions not counted.</summary>
    public double Seconds { get; init; }

    /// <summary>The best network: the first row's best seed.</summary>
    [JsonIgnore]
    public KeptNetwork Best { get; init; } = null!;

    /// <summary>The result as JSON, without learning curves; paths of networks are relative to the run's folder.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Rows = [.. Rows.Select(Plain)] }, LabJson.Default.FitResult);

    /// <summary>The leaderboard as text.</summary>
    public override string ToString()
    {
        string[][] cells = [["#", "network", $"{Metric.Name} validation", "test", "seconds", "parameters"], .. Rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, 6).Select(c => cells.Max(row => row[c].Length))];
        var text = new StringBuilder();
        foreach (var row in cells)
            text.Append(string.Join("  ", row.Select((cell, c) => c == 1 ? cell.PadRight(widths[c])
                : cell.PadLeft(widths[c]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private string[] Cells(FitRow row) =>
    [
        row.Rank?.ToString(CultureInfo.InvariantCulture) ?? "", row.Name, row.Validation?.ToString(Metric.Format) ?? "n/a",
            row.Test?.ToString(Metric.Format) ?? row.Error ?? row.Remark,
        row.Trials.Count == 0 ? "" : row.Seconds.ToString("0.00", CultureInfo.InvariantCulture), row.Trials.Count == 0 ? ""
            : row.Parameters.ToString(CultureInfo.InvariantCulture),
    ];

    private FitRow Plain(FitRow row) => row with
    {
        Networks = [.. row.Networks.Select(Relative)],
        Best = row.Best is { } best ? Relative(best) : null,
        Trials = [.. row.Trials.Select(t => t with { Curves = new Dictionary<string, IReadOnlyList<CurvePoint>>() })],
    };

    private string Relative(string network) => Path.GetRelativePath(Folder, network).Replace('\\', '/');
}
