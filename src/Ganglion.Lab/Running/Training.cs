using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>How <see cref="Run.Train{T}"/> trains.</summary>
public sealed record Training
{
    /// <summary>The optimiser.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Passes over the items, or steps if there are none.</summary>
    public required int Epochs { get; init; }

    /// <summary>How many training items there are; 0 trains on everything at once, one step an epoch.</summary>
    public int Items { get; init; }

    /// <summary>Items in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Whether a last batch that is not full is left out, as batch normalisation wants: its moments would be poor.</summary>
    public bool DropLast { get; init; }

    /// <summary>Epochs between two looks at the validation part.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>Looks without improvement before training stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Whether to return the network that was best on the validation part, rather than the last.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Steps that are prepared ahead, on another thread, where a method prepares steps; 0 for each in its turn. Results do not depend on it.</summary>
    public int Ahead { get; init; } = 2;

    /// <summary>What to tell beside the epoch while it runs, or nothing.</summary>
    public Func<string>? Status { get; init; }

    /// <summary>How gradients, or what stands in for them, are made.</summary>
    public Learner Learner { get; init; } = new Backprop();
}

/// <summary>One step of training.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">From 0, over all epochs.</param>
/// <param name="Items">The items of this step, shuffled; empty when training on everything at once.</param>
/// <param name="Rng">Randomness of this step.</param>
public readonly record struct Batch(int Epoch, int Step, int[] Items, Rng Rng);

/// <summary>A value of a metric, which knows which way is better.</summary>
public readonly record struct Measure(Metric Metric, double Value)
{
    /// <summary>Whether this is better than <paramref name="other"/>; NaN never is.</summary>
    public bool BetterThan(Measure other) => !double.IsNaN(Value) && (double.IsNaN(other.Value) || (Metric.HigherIsBetter ? Value > other.Value : Value < other.Value));
}
