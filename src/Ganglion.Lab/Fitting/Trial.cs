using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ganglion.Lab;

/// <summary>One fit to be made.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">Its options record.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Fidelity">The share of the epochs.</param>
/// <param name="Fold">The fold, where the task has several.</param>
internal sealed record Trial(Method Method, object Options, int Seed, double Fidelity = 1, int? Fold = null)
{
    /// <summary>Repetition number <paramref name="run"/> on a task: its seed, and the fold whose turn it is.</summary>
    public static Trial Of(LearningTask task, Method method, object options, int seed, int run, double fidelity = 1) =>
        new(method, options, seed + run, fidelity, task.Folds > 1 ? run % task.Folds : null);

    /// <summary>All options as text.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; } = Method.Describe(Options);

    /// <summary>The name of the trial's files: the same trial has the same key in every run.</summary>
    public string Key
    {
        get
        {
            string options = string.Join('\n', Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options)))[..8];
            return string.Create(CultureInfo.InvariantCulture, $"{Method.Id}-{hash}-s{Seed}{(Fold is { } fold ? $"-k{fold}" : "")}{(Fidelity < 1 ? $"-f{Math.Round(1 / Fidelity)}" : "")}");
        }
    }
}

/// <summary>What a trial gave.</summary>
internal sealed record Outcome(TrialResult Result, FittedNetwork? Network);

/// <summary>A finished trial on disk.</summary>
/// <param name="Result">What it gave.</param>
/// <param name="Network">Its network in the store; null where it was not kept.</param>
internal sealed record TrialRecord(TrialResult Result, string? Network);
