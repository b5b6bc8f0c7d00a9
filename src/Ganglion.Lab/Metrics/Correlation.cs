namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>Pearson correlation, <see cref="Metric.Pearson"/>; 0 when either side is constant.</summary>
    /// <param name="predicted">First values, <c>[rows]</c>.</param>
    /// <param name="actual">Second values, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Pearson(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        Require.Pairs(predicted, actual, nameof(predicted), nameof(actual));
        var (x, xx) = Spread(predicted);
        var (y, yy) = Spread(actual);
        var xy = 0.0;
        for (var i = 0; i < actual.Length; i++) xy += (predicted[i] - x) * (actual[i] - y);
        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : 0;
    }

    /// <summary>Spearman rank correlation, <see cref="Metric.Spearman"/>: Pearson of the ranks, equal values sharing their mean rank.</summary>
    /// <param name="predicted">First values, <c>[rows]</c>.</param>
    /// <param name="actual">Second values, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Spearman(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        Require.Pairs(predicted, actual, nameof(predicted), nameof(actual));
        return Pearson(MeanRanks(predicted), MeanRanks(actual));
    }

    /// <summary>Kendall's tau-b, <see cref="Metric.KendallTau"/>, in O(n log n) (Knight 1966); 0 when either side is constant.</summary>
    /// <param name="predicted">First values, <c>[rows]</c>.</param>
    /// <param name="actual">Second values, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double KendallTau(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        Require.Pairs(predicted, actual, nameof(predicted), nameof(actual));
        var pairs = new (float X, float Y)[actual.Length];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = (predicted[i], actual[i]);
        Array.Sort(pairs);
        var y = Array.ConvertAll(pairs, p => p.Y);
        var tiedBoth = TiedPairs(pairs);
        var tiedX = TiedPairs(Array.ConvertAll(pairs, p => p.X));
        var discordant = Inversions(y, new float[y.Length]);
        var tiedY = TiedPairs(y); // Inversions left it sorted.
        var all = (long)y.Length * (y.Length - 1) / 2;
        var scale = Math.Sqrt((double)(all - tiedX) * (all - tiedY));
        return scale > 0 ? Math.Clamp((all - tiedX - tiedY + tiedBoth - 2 * discordant) / scale, -1, 1) : 0;
    }

    /// <summary>One-based ranks, equal values sharing the mean of the ranks they cover.</summary>
    private static float[] MeanRanks(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new float[values.Length];
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i];) end++;
            for (var j = i; j < end; j++) ranks[order[j]] = (i + 1 + end) / 2f;
        }
        return ranks;
    }

    private static long TiedPairs<T>(ReadOnlySpan<T> sorted) where T : IEquatable<T>
    {
        long tied = 0, run = 0;
        for (var i = 1; i < sorted.Length; i++) tied += run = sorted[i].Equals(sorted[i - 1]) ? run + 1 : 0;
        return tied;
    }

    /// <summary>Sorts by merging and counts the pairs that stood in the wrong order.</summary>
    private static long Inversions(Span<float> values, Span<float> scratch)
    {
        if (values.Length < 2) return 0;
        var middle = values.Length / 2;
        var count = Inversions(values[..middle], scratch[..middle]) + Inversions(values[middle..], scratch[middle..]);
        for (int left = 0, right = middle, to = 0; to < values.Length; to++)
        {
            if (right == values.Length || (left < middle && values[left] <= values[right])) scratch[to] = values[left++];
            else
            {
                scratch[to] = values[right++];
                count += middle - left;
            }
        }
        scratch[..values.Length].CopyTo(values);
        return count;
    }
}
