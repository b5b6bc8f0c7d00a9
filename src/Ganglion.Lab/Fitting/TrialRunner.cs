using System.Diagnostics;

namespace Ganglion.Lab;

/// <summary>Makes one fit and measures it. The test part is scored apart from it, when whoever runs trials has decided everything.</summary>
internal static class TrialRunner
{
    /// <summary>Fits on the trial's fold, and scores the validation part.</summary>
    public static Outcome Run(LearningTask task, Trial trial, Run run)
    {
        task = task.WithFold(trial.Fold ?? 0);
        using var memory = new MemoryPeak();
        var clock = Stopwatch.StartNew();
        var network = trial.Method.Fit(task, trial.Options, run);
        double seconds = clock.Elapsed.TotalSeconds;
        long peak = memory.Bytes;
        return new(new TrialResult
        {
            Method = trial.Method.Id,
            Options = trial.Settings,
            Seed = trial.Seed,
            Fold = trial.Fold,
            Validation = task.Score(network, Part.Validation),
            Seconds = seconds,
            Parameters = network.Model.ParameterCount(),
            PeakBytes = peak,
            BitHash = network.BitHash,
            Curves = run.Curves,
            Remark = run.Remark,
        }, network);
    }

    /// <summary>Scores the test part: the last thing that happens to a network.</summary>
    public static TrialResult Test(LearningTask task, Outcome outcome) => outcome.Result with { Test = task.WithFold(outcome.Result.Fold ?? 0).Score(outcome.Network!, Part.Test) };
}
