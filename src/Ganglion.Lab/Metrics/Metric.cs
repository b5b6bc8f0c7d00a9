using System.Globalization;

namespace Ganglion.Lab;

/// <summary>A measure of quality as a value: what leaderboards sort by and records print. The computation lives in <see cref="Metrics"/>.</summary>
/// <param name="Name">Kebab-case name, as typed after <c>--metric</c>; a cutoff follows an at sign (<c>recall@20</c>).</param>
/// <param name="HigherIsBetter">Whether the larger of two values is the better one.</param>
/// <param name="Format">.NET numeric format of a value, e.g. <c>0.0000</c>.</param>
/// <param name="Summary">What it measures, its range and unit, in one line.</param>
public sealed record Metric(string Name, bool HigherIsBetter, string Format, string Summary)
{
    private const string Four = "0.0000";

    /// <summary>Share of rows whose most probable class is the true one.</summary>
    public static Metric Accuracy { get; } = new("accuracy", true, Four, "share of rows predicted right, 0..1");

    /// <summary>Mean of the recalls of the classes.</summary>
    public static Metric BalancedAccuracy { get; } = new("balanced-accuracy", true, Four, "mean recall over the classes present, 0..1");

    /// <summary>Mean of the F1 scores of the classes.</summary>
    public static Metric MacroF1 { get; } = new("macro-f1", true, Four, "mean F1 over the classes present, 0..1");

    /// <summary>Matthews correlation coefficient.</summary>
    public static Metric Matthews { get; } = new("matthews", true, Four, "correlation of predicted and true class, -1..1");

    /// <summary>Mean negative log-likelihood.</summary>
    public static Metric LogLoss { get; } = new("log-loss", false, Four, "mean negative log-likelihood of the true class, nats");

    /// <summary>Area under the receiver operating characteristic.</summary>
    public static Metric RocAuc { get; } = new("roc-auc", true, Four, "chance that a positive is scored above a negative, 0..1");

    /// <summary>Area under the precision-recall curve, as average precision.</summary>
    public static Metric AveragePrecision { get; } = new("average-precision", true, Four, "precision averaged over the recall steps, 0..1");

    /// <summary>Average precision against pairs that happened before, but not then.</summary>
    public static Metric HistoricalPrecision { get; } = new("historical-precision", true, Four, "average precision against events of the past, 0..1");

    /// <summary>Mean squared distance of the probabilities from the truth.</summary>
    public static Metric Brier { get; } = new("brier", false, Four, "mean squared error of the probabilities");

    /// <summary>Expected calibration error.</summary>
    public static Metric CalibrationError { get; } =
        new("calibration-error", false, Four, "mean gap between confidence and accuracy over 15 equal-width bins, 0..1");

    /// <summary>Root mean squared error.</summary>
    public static Metric Rmse { get; } = new("rmse", false, Four, "root mean squared error, in the target's unit");

    /// <summary>Mean squared error.</summary>
    public static Metric Mse { get; } = new("mse", false, Four, "mean squared error, in the target's unit squared");

    /// <summary>Mean absolute error.</summary>
    public static Metric Mae { get; } = new("mae", false, Four, "mean absolute error, in the target's unit");

    /// <summary>Coefficient of determination.</summary>
    public static Metric R2 { get; } = new("r2", true, Four, "share of the target's variance explained, at most 1");

    /// <summary>Pearson correlation.</summary>
    public static Metric Pearson { get; } = new("pearson", true, Four, "linear correlation, -1..1");

    /// <summary>Spearman rank correlation.</summary>
    public static Metric Spearman { get; } = new("spearman", true, Four, "correlation of the ranks, -1..1");

    /// <summary>Kendall's tau-b.</summary>
    public static Metric KendallTau { get; } = new("kendall-tau", true, Four, "concordant minus discordant pairs, corrected for ties, -1..1");

    /// <summary>Symmetric mean absolute percentage error as in the M4 competition.</summary>
    public static Metric Smape { get; } = new("smape", false, "0.000", "symmetric mean absolute percentage error (M4), 0..200 percent");

    /// <summary>Mean absolute scaled error.</summary>
    public static Metric Mase { get; } = new("mase", false, "0.000", "mean absolute error over that of the in-sample seasonal naive forecast");

    /// <summary>Overall weighted average of the M4 competition.</summary>
    public static Metric Owa { get; } = new("owa", false, "0.000", "mean of sMAPE and MASE, each relative to a reference forecast");

    /// <summary>Mean reciprocal rank of the first relevant item, over the whole ranking.</summary>
    public static Metric MeanReciprocalRank { get; } = new("mrr", true, Four, "mean of 1 / rank of the right answer, 0..1");

    /// <summary>Mutual information of groups and truth over the mean of their entropies.</summary>
    public static Metric NormalizedMutualInformation { get; } = new("nmi", true, Four, "information that groups and truth share, 0..1");

    /// <summary>Agreement of groups and truth on pairs of items.</summary>
    public static Metric AdjustedRand { get; } = new("ari", true, Four, "agreement on pairs of items, corrected for chance, at most 1");

    /// <summary>Accuracy of groups after the best matching with classes.</summary>
    public static Metric MatchedAccuracy { get; } = new("matched-accuracy", true, Four, "share of items right when groups are matched with classes, 0..1");

    /// <summary>Modularity of groups of nodes.</summary>
    public static Metric Modularity { get; } = new("modularity", true, Four, "share of links within groups, less what chance puts there, at most 1");

    /// <summary>Exponential of the mean negative log-likelihood per token.</summary>
    public static Metric Perplexity { get; } = new("perplexity", false, "0.00", "exponential of the mean negative log-likelihood per token");

    /// <summary>Every metric without a cutoff, in the order of this file.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Accuracy, BalancedAccuracy, MacroF1, Matthews, LogLoss, RocAuc, AveragePrecision, HistoricalPrecision, Brier, CalibrationError,
        Rmse, Mse, Mae, R2, Pearson, Spearman, KendallTau, Smape, Mase, Owa, MeanReciprocalRank,
        NormalizedMutualInformation, AdjustedRand, MatchedAccuracy, Modularity, Perplexity,
    ];

    /// <summary>Share of a user's test items found among the first <paramref name="k"/>.</summary>
    public static Metric RecallAt(int k) => At("recall", k, "share of a user's test items among the first {0}, 0..1");

    /// <summary>Share of the first <paramref name="k"/> that are test items.</summary>
    public static Metric PrecisionAt(int k) => At("precision", k, "share of the first {0} that are test items, 0..1");

    /// <summary>Normalised discounted cumulative gain of the first <paramref name="k"/>.</summary>
    public static Metric NdcgAt(int k) => At("ndcg", k, "discounted gain of the first {0} over the best possible, 0..1");

    /// <summary>Share of users with at least one test item among the first <paramref name="k"/>; Hits@k for one answer a query.</summary>
    public static Metric HitRateAt(int k) => At("hit-rate", k, "share of users with a test item among the first {0}, 0..1");

    /// <summary>Share of links scored above the <paramref name="k"/>-th best of shared pairs without a link.</summary>
    public static Metric HitsAt(int k) => At("hits", k, "share of links scored above the {0}-th best pair without a link, 0..1");

    /// <summary>Mean reciprocal rank of the first hit, zero beyond <paramref name="k"/>.</summary>
    public static Metric MrrAt(int k) => At("mrr", k, "mean of 1 / rank of the first test item, zero beyond {0}, 0..1");

    /// <summary>Mean average precision of the first <paramref name="k"/>.</summary>
    public static Metric MapAt(int k) => At("map", k, "precision averaged over the hits among the first {0}, 0..1");

    /// <summary>The metric of that name (<c>accuracy</c>, <c>ndcg@20</c>).</summary>
    /// <exception cref="ArgumentException">No metric has the name; the message lists those there are.</exception>
    public static Metric Find(string name)
    {
        if (All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        var at = name.IndexOf('@');
        if (at > 0 && int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k > 0)
        {
            switch (name[..at].ToLowerInvariant())
            {
                case "recall": return RecallAt(k);
                case "precision": return PrecisionAt(k);
                case "ndcg": return NdcgAt(k);
                case "hit-rate": return HitRateAt(k);
                case "hits": return HitsAt(k);
                case "mrr": return MrrAt(k);
                case "map": return MapAt(k);
            }
        }
        throw new ArgumentException(
            $"There is no metric '{name}'. Known: {string.Join(", ", All.Select(m => m.Name))}, and recall, precision, ndcg, hit-rate, hits, mrr, " +
            "map with a cutoff as in 'ndcg@20'.", nameof(name));
    }

    /// <summary>Whether <paramref name="value"/> beats <paramref name="other"/>. NaN beats nothing; anything else beats NaN.</summary>
    public bool IsBetter(double value, double other) =>
        !double.IsNaN(value) && (double.IsNaN(other) || (HigherIsBetter ? value > other : value < other));

    /// <summary>The value printed in this metric's format, culture-invariant.</summary>
    public string Print(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static Metric At(string name, int k, string summary)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var cutoff = k.ToString(CultureInfo.InvariantCulture);
        return new($"{name}@{cutoff}", true, Four, string.Format(CultureInfo.InvariantCulture, summary, cutoff));
    }
}
