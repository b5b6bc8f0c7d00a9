namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>Root mean squared error in the target's unit, <see cref="Metric.Rmse"/>.</summary>
    /// <param name="predicted">Predictions, any shape, flattened.</param>
    /// <param name="actual">Targets in the same order.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Rmse(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual) => Math.Sqrt(Mse(predicted, actual));

    /// <summary>Mean squared error in the target's unit squared, <see cref="Metric.Mse"/>.</summary>
    /// <param name="predicted">Predictions, any shape, flattened.</param>
    /// <param name="actual">Targets in the same order.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Mse(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        Require.Pairs(predicted, actual, nameof(predicted), nameof(actual));
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var error = (double)predicted[i] - actual[i];
            sum += error * error;
        }
        return sum / actual.Length;
    }

    /// <summary>Mean absolute error in the target's unit, <see cref="Metric.Mae"/>.</summary>
    /// <param name="predicted">Predictions, any shape, flattened.</param>
    /// <param name="actual">Targets in the same order.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double Mae(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        Require.Pairs(predicted, actual, nameof(predicted), nameof(actual));
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++) sum += Math.Abs((double)predicted[i] - actual[i]);
        return sum / actual.Length;
    }

    /// <summary>
    /// Coefficient of determination, <see cref="Metric.R2"/>: 1 for a perfect prediction, 0 for predicting the mean of these targets, below
    /// 0 for worse. On constant targets it is 1 when perfect and 0 otherwise.
    /// </summary>
    /// <param name="predicted">Predictions, <c>[rows]</c>.</param>
    /// <param name="actual">Targets, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, not finite, or of different lengths.</exception>
    public static double R2(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        var residual = Mse(predicted, actual) * actual.Length;
        var (_, spread) = Spread(actual);
        return spread > 0 ? 1 - residual / spread : residual == 0 ? 1 : 0;
    }

    /// <summary>Mean and sum of squared deviations, in two passes.</summary>
    private static (double Mean, double Squares) Spread(ReadOnlySpan<float> values)
    {
        double mean = 0, squares = 0;
        foreach (var v in values) mean += v;
        mean /= values.Length;
        foreach (var v in values) squares += (v - mean) * (v - mean);
        return (mean, squares);
    }
}
