namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>
    /// Symmetric mean absolute percentage error as the M4 competition defines it, <see cref="Metric.Smape"/>:
    /// mean of 200·|y-ŷ| / (|y|+|ŷ|), where 0/0 counts as 0.
    /// </summary>
    /// <param name="forecast">Forecast values, <c>[horizon]</c>.</param>
    /// <param name="actual">Values that came, <c>[horizon]</c>.</param>
    /// <returns>Percent, 0..200.</returns>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Smape(ReadOnlySpan<float> forecast, ReadOnlySpan<float> actual)
    {
        Require.Pairs(forecast, actual, nameof(forecast), nameof(actual));
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var scale = Math.Abs((double)actual[i]) + Math.Abs((double)forecast[i]);
            if (scale > 0) sum += Math.Abs((double)actual[i] - forecast[i]) / scale;
        }
        return 200 * sum / actual.Length;
    }

    /// <summary>
    /// Mean absolute scaled error (Hyndman and Koehler 2006), <see cref="Metric.Mase"/>: the error over that of repeating the value one
    /// season ago, measured inside the history. Below 1 the forecast beats that.
    /// </summary>
    /// <param name="forecast">Forecast values, <c>[horizon]</c>.</param>
    /// <param name="actual">Values that came, <c>[horizon]</c>.</param>
    /// <param name="history">The series up to the forecast, oldest first, longer than one season.</param>
    /// <param name="season">Steps in a season; 1 for none.</param>
    /// <exception cref="ArgumentException">
    /// Empty, not finite, of different lengths, a history no longer than a season, or one that repeats itself exactly (the scale is zero).
    /// </exception>
    public static double Mase(ReadOnlySpan<float> forecast, ReadOnlySpan<float> actual, ReadOnlySpan<float> history, int season = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(season);
        var error = Mae(forecast, actual);
        Require.Finite(history, nameof(history));
        if (history.Length <= season)
            throw new ArgumentException($"'history' has {history.Length} values; a season of {season} needs at least {season + 1}.", nameof(history));
        var scale = Mae(history[..^season], history[season..]);
        if (scale == 0)
            throw new ArgumentException(
                $"'history' repeats itself exactly every {season} steps, so MASE is undefined; leave the series out.", nameof(history));
        return error / scale;
    }

    /// <summary>Overall weighted average of M4, <see cref="Metric.Owa"/>: the mean of both measures relative to a reference's.</summary>
    /// <param name="smape">sMAPE averaged over the series.</param>
    /// <param name="mase">MASE averaged over the series.</param>
    /// <param name="referenceSmape">The reference forecast's sMAPE (in M4, of Naive2).</param>
    /// <param name="referenceMase">The reference forecast's MASE.</param>
    public static double Owa(double smape, double mase, double referenceSmape, double referenceMase) =>
        (smape / referenceSmape + mase / referenceMase) / 2;
}
