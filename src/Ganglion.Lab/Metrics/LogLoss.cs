namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>
    /// Mean negative log-likelihood of the true classes in nats, <see cref="Metric.LogLoss"/>. Probabilities are clipped to
    /// <c>[ε, 1-ε]</c> with ε = 2⁻²³, so that one confident mistake costs about 16 rather than infinity.
    /// </summary>
    /// <param name="probabilities">Row-major <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, rows that are no distribution, or a label out of range.</exception>
    public static double LogLoss(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<int> labels)
    {
        const double Epsilon = 1.0 / (1 << 23);
        var rows = new ClassScores(probabilities, classes, labels, probabilities: true);
        var sum = 0.0;
        for (var i = 0; i < rows.Rows; i++) sum -= Math.Log(Math.Clamp(rows[i, labels[i]], Epsilon, 1 - Epsilon));
        return sum / rows.Rows;
    }

    /// <summary>
    /// Mean squared error of the probabilities, <see cref="Metric.Brier"/> (Brier 1950): summed over the classes, 0..2, for three or more;
    /// of the probability of class 1, 0..1, for two.
    /// </summary>
    /// <param name="probabilities">Row-major <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, rows that are no distribution, or a label out of range.</exception>
    public static double Brier(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<int> labels)
    {
        var rows = new ClassScores(probabilities, classes, labels, probabilities: true);
        var sum = 0.0;
        for (var i = 0; i < rows.Rows; i++)
            for (var c = 0; c < rows.Classes; c++)
            {
                var error = rows[i, c] - (labels[i] == c ? 1 : 0);
                sum += error * error;
            }
        return sum / rows.Rows / (rows.Classes == 2 ? 2 : 1);
    }
}
