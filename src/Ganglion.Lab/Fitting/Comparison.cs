using System.Globalization;
using System.Text.Json.Serialization;

namespace Ganglion.Lab;

/// <summary>A method in a comparison.</summary>
/// <param name="Recipe">The recipe's id.</param>
/// <param name="Settings">Options that differ from its defaults.</param>
public sealed record Contender(string Recipe, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The recipe with its settings, as it was typed.</summary>
    public string Name => Settings.Count == 0 ? Recipe : $"{Recipe}:{string.Join(',', Settings.Select(s => $"{s.Key}={s.Value}"))}";

    /// <summary>Reads <c>gcn</c> or <c>gcn:hidden=32,epochs=50</c>.</summary>
    /// <exception cref="FormatException">A setting has no value.</exception>
    public static Contender Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        var settings = new Dictionary<string, string>();
        foreach (string setting in parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries))
            settings[setting.Split('=', 2)[0].Trim()] = setting.Split('=', 2) is [_, var value] ? value.Trim()
                : throw new FormatException($"'{setting}' in '{text}' is no setting; write recipe:option=value,option=value.");
        return new(parts[0].Trim(), settings);
    }
}

/// <summary>What one contender did.</summary>
/// <param name="Name">The contender.</param>
/// <param name="Results">One result a seed; a method without randomness has one.</param>
/// <param name="Test">The metric on the test part.</param>
/// <param name="Seconds">The median seconds of training.</param>
public sealed record ComparisonRow(string Name, IReadOnlyList<TrialResult> Results, Summary Test, double Seconds);

/// <summary>Two contenders, seed by seed.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="Difference">Mean of first minus second on the test part.</param>
/// <param name="T">The paired t-test; null where neither contender varies with the seed.</param>
/// <param name="Wilcoxon">The signed-rank test; null likewise.</param>
/// <param name="P">The t-test's p-value after Holm's correction over all pairs; NaN where there is none.</param>
/// <param name="WilcoxonP">The same for the signed-rank test.</param>
/// <param name="Winner">The better one if the corrected t-test is below 0.05, else null.</param>
public sealed record ComparisonPair(string First, string Second, double Difference, TestResult? T, TestResult? Wilcoxon, double P, double WilcoxonP,
    string? Winner);

/// <summary>Methods against each other on one task.</summary>
public sealed record Comparison
{
    /// <summary>The data set's name.</summary>
    public required string Data { get; init; }

    /// <summary>What the task was understood to be.</summary>
    public required string Description { get; init; }

    /// <summary>The metric compared.</summary>
    public required Metric Metric { get; init; }

    /// <summary>How many seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>The contenders, best mean first.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>Every pair.</summary>
    public required IReadOnlyList<ComparisonPair> Pairs { get; init; }

    /// <summary>The contender that beats every other significantly, if there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Winner => Rows.FirstOrDefault(r => Pairs.Where(p => p.First == r.Name || p.Second == r.Name).All(p => p.Winner == r.Name))?.Name;

    /// <summary>Who wins, in a sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Verdict => Winner is { } winner
        ? string.Create(CultureInfo.InvariantCulture,
            $"{winner} is better than {string.Join(" and ", Rows.Where(r => r.Name != winner).Select(r => r.Name))} on test {Metric.Name} (paired t-tests over {Seeds} seeds, Holm-corrected, p < 0.05).")
        : $"No contender is significantly better than all others; {Rows[0].Name} has the best mean.";

    /// <summary>The comparison as JSON.</summary>
    public string ToJson() => System.Text.Json.JsonSerializer.Serialize(this, LabJson.Default.Comparison);
}
