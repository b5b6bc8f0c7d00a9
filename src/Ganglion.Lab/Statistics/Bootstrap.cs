namespace Ganglion.Lab;

/// <summary>A statistic of a sample, such as its median.</summary>
/// <param name="sample">The values; may be reordered in place.</param>
public delegate double SampleStatistic(Span<double> sample);

/// <summary>Resampling with replacement (Efron 1979), the same bits for the same seed.</summary>
public static class Bootstrap
{
    /// <summary>Percentile interval of a statistic.</summary>
    /// <param name="values">The sample, such as one measurement a row or a user.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="statistic">What to measure on each resample; the mean when left out.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="confidence">Coverage of the interval, 0..1.</param>
    /// <exception cref="ArgumentException">No value, or one that is not finite.</exception>
    public static (double Low, double High) Interval(ReadOnlySpan<double> values, ulong seed, SampleStatistic? statistic = null, int resamples = 2000,
        double confidence = 0.95)
    {
        Require.NotEmpty(values.Length, nameof(values));
        Require.Finite(values, nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Coverage lies between 0 and 1, e.g. 0.95.");
        statistic ??= Mean;
        var drawn = new double[values.Length];
        var results = new double[resamples];
        var counter = 0UL;
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < drawn.Length; i++) drawn[i] = values[SplitMix64.Below(values.Length, seed, counter++)];
            results[r] = statistic(drawn);
        }
        Array.Sort(results);
        return (Quantile(results, (1 - confidence) / 2), Quantile(results, (1 + confidence) / 2));
    }

    private static double Mean(Span<double> sample)
    {
        var sum = 0.0;
        foreach (var v in sample) sum += v;
        return sum / sample.Length;
    }

    /// <summary>Linear interpolation between order statistics.</summary>
    private static double Quantile(double[] sorted, double q)
    {
        var at = q * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}
