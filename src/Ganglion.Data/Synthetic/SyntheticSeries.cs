namespace Ganglion.Data;

/// <summary>Series made up from a seed: the same seed gives the same bits everywhere.</summary>
public static class SyntheticSeries
{
    /// <summary>
    /// An autoregressive process: each value is a weighted sum of the last ones plus normal noise. Weights may be mostly zero (a sparse process, as
    /// in
    /// AR-Net). A run-in of 200 values, or ten times the order, is thrown away.
    /// </summary>
    /// <param name="weights">The weight of the value one step back, two steps back, ….</param>
    /// <param name="length">Values a series.</param>
    /// <param name="noise">Standard deviation of the noise.</param>
    /// <param name="count">Number of series.</param>
    /// <param name="horizon">Values at the end of each that are kept aside as its continuation; 0 = none.</param>
    /// <param name="seed">What the series depend on.</param>
    /// <exception cref="ArgumentException">The process grows without bound.</exception>
    public static SeriesSet Autoregressive(IReadOnlyList<double> weights, int length, double noise = 1, int count = 1, int horizon = 0,
        ulong seed = 0)
    {
        var start = Math.Max(200, 10 * weights.Count);
        var random = new SplitMix(seed);
        return Set(count, length, horizon, 1, item =>
        {
            var (draws, all) = (random.Split((ulong)item), new double[start + length]);
            for (var t = 0; t < all.Length; t++)
            {
                var sum = noise * draws.Normal();
                for (var lag = 1; lag <= Math.Min(t, weights.Count); lag++) sum += weights[lag - 1] * all[t - lag];
                all[t] = Math.Abs(sum) < 1e12 ? sum
                    : throw new ArgumentException("The process grows without bound: make the weights smaller.", nameof(weights));
            }

            return all[start..];
        });
    }

    /// <summary>A straight trend, a season of two sine waves with a phase of its own for each series, and normal noise.</summary>
    /// <param name="length">Values a series.</param>
    /// <param name="season">Steps in a season.</param>
    /// <param name="trend">Rise a step.</param>
    /// <param name="amplitude">Height of the season.</param>
    /// <param name="noise">Standard deviation of the noise.</param>
    /// <param name="count">Number of series.</param>
    /// <param name="horizon">Values at the end of each that are kept aside as its continuation; 0 = none.</param>
    /// <param name="seed">What the series depend on.</param>
    public static SeriesSet TrendAndSeason(int length, int season, double trend = 0.05, double amplitude = 2, double noise = 0.3, int count = 1,
        int horizon = 0, ulong seed = 0)
    {
        var random = new SplitMix(seed);
        return Set(count, length, horizon, season, item =>
        {
            var draws = random.Split((ulong)item);
            var (level, first, second) = (10 + (5 * draws.Uniform()), 2 * Math.PI * draws.Uniform(), 2 * Math.PI * draws.Uniform());
            return [.. Enumerable.Range(0, length).Select(t => level + (trend * t) + (noise * draws.Normal())
                + (amplitude * (Math.Sin((2 * Math.PI * t / season) + first) + (0.5 * Math.Sin((4 * Math.PI * t / season) + second)))))];
        });
    }

    private static SeriesSet Set(int count, int length, int horizon, int season, Func<int, double[]> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(horizon, length);
        return new([.. Enumerable.Range(0, count).Select(item =>
        {
            var all = values(item);
            return new Series($"s{item + 1}", all[..(length - horizon)], horizon == 0 ? null : all[(length - horizon)..]);
        })], season, horizon > 0 ? horizon : TimeColumn.Horizon(season, length));
    }
}
