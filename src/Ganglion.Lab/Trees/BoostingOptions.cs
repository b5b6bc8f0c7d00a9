namespace Ganglion.Lab.Trees;

/// <summary>What the trees minimise.</summary>
public enum BoostingLoss
{
    /// <summary>Half the squared error; the score is the prediction.</summary>
    Squared,

    /// <summary>Log loss of classes 0 and 1; the score is the log-odds of class 1.</summary>
    Logistic,

    /// <summary>Log loss of classes 0, 1, 2…; a score a class, to be put through softmax.</summary>
    Softmax,
}

/// <summary>The knobs of boosting; the defaults are those of LightGBM where it has them.</summary>
public sealed record BoostingOptions
{
    /// <summary>What the trees minimise.</summary>
    public BoostingLoss Loss { get; init; } = BoostingLoss.Squared;

    /// <summary>Number of classes for <see cref="BoostingLoss.Softmax"/>; 0 takes the largest label plus one.</summary>
    public int Classes { get; init; }

    /// <summary>Boosting rounds: a tree a round, or one a class with softmax.</summary>
    public int Rounds { get; init; } = 200;

    /// <summary>Factor on every leaf value, 0..1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Leaves a tree may have, at least 2.</summary>
    public int MaxLeaves { get; init; } = 31;

    /// <summary>Splits from the root to a leaf; 0 for no limit.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Rows each side of a split must keep.</summary>
    public int MinSamplesLeaf { get; init; } = 20;

    /// <summary>Sum of second derivatives each side of a split must keep.</summary>
    public double MinHessian { get; init; } = 1e-3;

    /// <summary>Gain a split must exceed.</summary>
    public double MinGain { get; init; }

    /// <summary>Ridge penalty on leaf values.</summary>
    public double L2 { get; init; }

    /// <summary>Bins of a numeric feature, 2..255, besides the one for missing values.</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Categories of a feature told apart, 1..255: the most frequent; the others count as missing.</summary>
    public int MaxCategories { get; init; } = 255;

    /// <summary>Categories a split may send left.</summary>
    public int MaxCategoriesPerSplit { get; init; } = 32;

    /// <summary>Ridge penalty added when a split compares sets of categories.</summary>
    public double CategoryL2 { get; init; } = 10;

    /// <summary>Added to the second derivatives when categories are put in order; rarer ones are not split off.</summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>Share of the features each tree sees, above 0 to 1.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Share of the rows each round sees, above 0 to 1.</summary>
    public double RowFraction { get; init; } = 1;

    /// <summary>Rounds without a better validation loss before stopping; 0 runs them all and keeps them all.</summary>
    public int EarlyStopping { get; init; } = 50;

    /// <summary>Seed of the row and feature draws.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        AtLeast(Rounds, 1, nameof(Rounds));
        AtLeast(MaxLeaves, 2, nameof(MaxLeaves));
        AtLeast(MaxDepth, 0, nameof(MaxDepth));
        AtLeast(MinSamplesLeaf, 1, nameof(MinSamplesLeaf));
        AtLeast(MaxCategoriesPerSplit, 1, nameof(MaxCategoriesPerSplit));
        AtLeast(EarlyStopping, 0, nameof(EarlyStopping));
        Within(MaxBins, 2, 255, nameof(MaxBins));
        Within(MaxCategories, 1, 255, nameof(MaxCategories));
        Within(LearningRate, 1e-12, double.MaxValue, nameof(LearningRate));
        Within(FeatureFraction, 1e-12, 1, nameof(FeatureFraction));
        Within(RowFraction, 1e-12, 1, nameof(RowFraction));
        foreach (var (value, name) in (ReadOnlySpan<(double, string)>)
                 [(MinHessian, nameof(MinHessian)), (MinGain, nameof(MinGain)), (L2, nameof(L2)), (CategoryL2, nameof(CategoryL2)),
                     (CategorySmoothing, nameof(CategorySmoothing))])
            Within(value, 0, double.MaxValue, name);

        static void AtLeast(int value, int least, string name)
        {
            if (value < least) throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");
        }

        static void Within(double value, double low, double high, string name)
        {
            if (!(value >= low && value <= high))
                throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} must lie between {low} and {high}."));
        }
    }
}

/// <summary>How boosting stands after a round.</summary>
/// <param name="Round">Rounds done, from 1.</param>
/// <param name="Rounds">Rounds asked for.</param>
/// <param name="TrainingLoss">Mean loss on the training rows.</param>
/// <param name="ValidationLoss">Mean loss on the validation rows; null without any.</param>
public readonly record struct BoostingProgress(int Round, int Rounds, double TrainingLoss, double? ValidationLoss);
