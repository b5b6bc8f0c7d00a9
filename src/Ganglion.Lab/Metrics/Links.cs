namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>
    /// <see cref="Metric.HitsAt"/>: the share of links scored above the <paramref name="k"/>-th best of the other pairs, all links against the same
    /// others (Hu et al. 2020, Open Graph Benchmark). With fewer than k others every link is a hit.
    /// </summary>
    /// <param name="links">Scores of linked pairs, <c>[links]</c>.</param>
    /// <param name="others">Scores of pairs without a link, <c>[others]</c>.</param>
    /// <param name="k">1 or more.</param>
    /// <exception cref="ArgumentException">No link, or NaN.</exception>
    public static double Hits(ReadOnlySpan<float> links, ReadOnlySpan<float> others, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        NeedLinks(links, others);
        if (others.Length < k) return 1;
        float bar = Sorted(others)[^k];
        int above = 0;
        foreach (float score in links) if (score > bar) above++;
        return (double)above / links.Length;
    }

    /// <summary>
    /// <see cref="Metric.MeanReciprocalRank"/> of each link among the same other pairs; of others with an equal score, half stand before it.
    /// </summary>
    /// <param name="links">Scores of linked pairs, <c>[links]</c>.</param>
    /// <param name="others">Scores of pairs without a link, <c>[others]</c>.</param>
    /// <exception cref="ArgumentException">No link, or NaN.</exception>
    public static double MeanReciprocalRank(ReadOnlySpan<float> links, ReadOnlySpan<float> others)
    {
        NeedLinks(links, others);
        float[] sorted = Sorted(others);
        double sum = 0;
        foreach (float score in links)
        {
            int below = First(sorted, score, equalToo: false), notAbove = First(sorted, score, equalToo: true);
            sum += 1 / (1 + (sorted.Length - notAbove) + 0.5 * (notAbove - below));
        }
        return sum / links.Length;
    }

    // How many are less than the value, or not greater.
    private static int First(float[] sorted, float value, bool equalToo)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (equalToo ? sorted[middle] <= value : sorted[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static float[] Sorted(ReadOnlySpan<float> values)
    {
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static void NeedLinks(ReadOnlySpan<float> links, ReadOnlySpan<float> others)
    {
        if (links.IsEmpty) throw new ArgumentException("A ranking of links needs a link, and none was given.", nameof(links));
        Require.Numbers(links, nameof(links));
        if (!others.IsEmpty) Require.Numbers(others, nameof(others));
    }
}
