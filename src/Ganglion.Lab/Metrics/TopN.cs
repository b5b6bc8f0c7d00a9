namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>Hits among the first k over the number of relevant items (the LightGCN definition), <see cref="Metric.RecallAt"/>.</summary>
    /// <param name="ranked">Items, best first; only the first k count.</param>
    /// <param name="relevant">The user's test items, distinct, in any order, at least one.</param>
    /// <param name="k">The cutoff.</param>
    /// <exception cref="ArgumentException">No relevant item, or a cutoff below 1.</exception>
    public static double Recall(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k) => (double)Hits(ranked, relevant, k) / relevant.Length;

    /// <summary>Hits among the first k over k, even when fewer items were ranked, <see cref="Metric.PrecisionAt"/>.</summary>
    /// <inheritdoc cref="Recall" path="/*[not(self::summary)]"/>
    public static double Precision(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k) => (double)Hits(ranked, relevant, k) / k;

    /// <summary>1 when a relevant item is among the first k, else 0, <see cref="Metric.HitRateAt"/>.</summary>
    /// <inheritdoc cref="Recall" path="/*[not(self::summary)]"/>
    public static double HitRate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k) => Hits(ranked, relevant, k) > 0 ? 1 : 0;

    /// <summary>
    /// Normalised discounted cumulative gain with binary relevance, <see cref="Metric.NdcgAt"/>: Σ 1/log₂(rank+1) over the hits, divided by
    /// the same sum over the first min(k, |relevant|) ranks.
    /// </summary>
    /// <inheritdoc cref="Recall" path="/*[not(self::summary)]"/>
    public static double Ndcg(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k)
    {
        ranked = First(ranked, relevant, k);
        double gain = 0, ideal = 0;
        for (var i = 0; i < ranked.Length; i++)
            if (relevant.Contains(ranked[i])) gain += 1 / Math.Log2(i + 2);
        for (var i = 0; i < Math.Min(k, relevant.Length); i++) ideal += 1 / Math.Log2(i + 2);
        return gain / ideal;
    }

    /// <summary>1 / rank of the first relevant item, 0 when it lies beyond k, <see cref="Metric.MrrAt"/>.</summary>
    /// <inheritdoc cref="Recall" path="/*[not(self::summary)]"/>
    public static double ReciprocalRank(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k)
    {
        ranked = First(ranked, relevant, k);
        for (var i = 0; i < ranked.Length; i++)
            if (relevant.Contains(ranked[i])) return 1.0 / (i + 1);
        return 0;
    }

    /// <summary>The precision at each hit among the first k, summed and divided by min(k, |relevant|), <see cref="Metric.MapAt"/>.</summary>
    /// <inheritdoc cref="Recall" path="/*[not(self::summary)]"/>
    public static double AveragePrecision(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k)
    {
        ranked = First(ranked, relevant, k);
        var hits = 0;
        var sum = 0.0;
        for (var i = 0; i < ranked.Length; i++)
            if (relevant.Contains(ranked[i])) sum += ++hits / (i + 1.0);
        return sum / Math.Min(k, relevant.Length);
    }

    /// <summary>
    /// The one-based rank of one item among the scores, as link prediction needs it: equal scores share their mean rank, so a constant
    /// scorer gains nothing.
    /// </summary>
    /// <param name="scores">One score a candidate, <c>[candidates]</c>.</param>
    /// <param name="target">Index of the right answer.</param>
    /// <param name="masked">Other right answers, left out of the comparison (the filtered setting); the target itself may be among them.</param>
    /// <exception cref="ArgumentException">The target's score is NaN, or an index lies outside the scores.</exception>
    public static double Rank(ReadOnlySpan<float> scores, int target, ReadOnlySpan<int> masked)
    {
        if ((uint)target >= (uint)scores.Length)
            throw new ArgumentException($"'target' is {target}, but there are {scores.Length} scores.", nameof(target));
        var own = scores[target];
        if (float.IsNaN(own)) throw new ArgumentException($"The score of the target, item {target}, is NaN.", nameof(scores));
        int above = 0, level = 0;
        foreach (var score in scores)
        {
            if (score > own) above++;
            else if (score == own) level++;
        }
        foreach (var item in masked)
        {
            if ((uint)item >= (uint)scores.Length)
                throw new ArgumentException($"'masked' names item {item}, but there are {scores.Length} scores.", nameof(masked));
            if (item == target) continue;
            if (scores[item] > own) above--;
            else if (scores[item] == own) level--;
        }
        return above + (level + 1) / 2.0;
    }

    /// <summary>Mean of 1 / rank, <see cref="Metric.MeanReciprocalRank"/>.</summary>
    /// <param name="ranks">One-based ranks of the right answers, <c>[queries]</c>.</param>
    /// <exception cref="ArgumentException">Empty, or a rank below 1.</exception>
    public static double MeanReciprocalRank(ReadOnlySpan<double> ranks)
    {
        CheckRanks(ranks);
        var sum = 0.0;
        foreach (var rank in ranks) sum += 1 / rank;
        return sum / ranks.Length;
    }

    /// <summary>Share of ranks not beyond k, <see cref="Metric.HitRateAt"/>.</summary>
    /// <param name="ranks">One-based ranks of the right answers, <c>[queries]</c>.</param>
    /// <param name="k">The cutoff.</param>
    /// <exception cref="ArgumentException">Empty, or a rank below 1.</exception>
    public static double HitsAt(ReadOnlySpan<double> ranks, int k)
    {
        CheckRanks(ranks);
        var hits = 0;
        foreach (var rank in ranks)
            if (rank <= k) hits++;
        return (double)hits / ranks.Length;
    }

    private static int Hits(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k)
    {
        var hits = 0;
        foreach (var item in First(ranked, relevant, k))
            if (relevant.Contains(item)) hits++;
        return hits;
    }

    private static ReadOnlySpan<int> First(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (relevant.IsEmpty)
            throw new ArgumentException("'relevant' is empty; leave users without test items out of the average.", nameof(relevant));
        return ranked[..Math.Min(k, ranked.Length)];
    }

    private static void CheckRanks(ReadOnlySpan<double> ranks)
    {
        Require.NotEmpty(ranks.Length, nameof(ranks));
        for (var i = 0; i < ranks.Length; i++)
            if (!(ranks[i] >= 1))
                throw new ArgumentException(FormattableString.Invariant($"'ranks' holds {ranks[i]} at index {i}; ranks count from 1."));
    }
}
