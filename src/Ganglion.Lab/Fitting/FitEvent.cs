namespace Ganglion.Lab;

/// <summary>What a fit is at.</summary>
public enum FitPhase
{
    /// <summary>Every method with its default options.</summary>
    Portfolio,

    /// <summary>The best methods with other options.</summary>
    Search,

    /// <summary>Several networks as one.</summary>
    Ensemble,

    /// <summary>The order is final; the test part is scored.</summary>
    Test,

    /// <summary>The report is written.</summary>
    Report,
}

/// <summary>Something that happened during a fit.</summary>
/// <param name="Done">The done share of all work, 0 to 1, as far as it can be told.</param>
/// <param name="Left">The time left, as far as it can be told.</param>
public abstract record FitEvent(double Done, TimeSpan? Left);

/// <summary>A phase began.</summary>
public sealed record PhaseBegan(FitPhase Phase, double Done, TimeSpan? Left) : FitEvent(Done, Left);

/// <summary>A trial began.</summary>
/// <param name="Name">The row that it is for: <c>gcn</c>, <c>gcn (tuned)</c>.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Done">The done share of all work.</param>
/// <param name="Left">The time left.</param>
public sealed record TrialStarted(string Name, int Seed, double Done, TimeSpan? Left) : FitEvent(Done, Left);

/// <summary>A trial went on.</summary>
/// <param name="Name">The row that it is for.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Share">The done share of the trial, 0 to 1.</param>
/// <param name="What">What goes on: <c>epoch 12/200</c>.</param>
/// <param name="Done">The done share of all work.</param>
/// <param name="Left">The time left.</param>
public sealed record TrialProgressed(string Name, int Seed, double Share, string What, double Done, TimeSpan? Left) : FitEvent(Done, Left);

/// <summary>A trial ended.</summary>
/// <param name="Name">The row that it is for.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Result">What it gave; null if it failed.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Resumed">Whether it was finished before the run was interrupted.</param>
/// <param name="Done">The done share of all work.</param>
/// <param name="Left">The time left.</param>
public sealed record TrialFinished(string Name, int Seed, TrialResult? Result, string? Error, bool Resumed, double Done, TimeSpan? Left)
    : FitEvent(Done, Left);

/// <summary>Told what happens during a fit, on the thread that fits.</summary>
public interface IFitObserver
{
    /// <summary>Something happened.</summary>
    void On(FitEvent what);
}
