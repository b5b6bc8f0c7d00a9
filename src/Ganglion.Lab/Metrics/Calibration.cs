namespace Ganglion.Lab;

/// <summary>One bar of a reliability diagram: the rows whose confidence falls in <c>(Lower, Upper]</c>.</summary>
/// <param name="Lower">Lower edge, excluded (but 0 belongs to the first bin).</param>
/// <param name="Upper">Upper edge, included.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="MeanConfidence">Mean probability of the predicted class; 0 for an empty bin.</param>
/// <param name="Accuracy">Share of rows predicted right; 0 for an empty bin.</param>
public readonly record struct ReliabilityBin(double Lower, double Upper, int Count, double MeanConfidence, double Accuracy);

public static partial class Metrics
{
    /// <summary>
    /// Expected calibration error, <see cref="Metric.CalibrationError"/> (Guo et al. 2017, equation 3): the gap between mean confidence
    /// and accuracy, averaged over equal-width bins by their row counts.
    /// </summary>
    /// <param name="probabilities">Row-major <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <param name="bins">Number of equal-width bins over 0..1.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, rows that are no distribution, or a label out of range.</exception>
    public static double CalibrationError(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<int> labels, int bins = 15) =>
        ReliabilityDiagram(probabilities, classes, labels, bins).Sum(b => b.Count * Math.Abs(b.Accuracy - b.MeanConfidence)) / labels.Length;

    /// <summary>The bars of the reliability diagram of the predicted class, one for each of <paramref name="bins"/> equal-width bins.</summary>
    /// <param name="probabilities">Row-major <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <param name="bins">Number of equal-width bins over 0..1.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, rows that are no distribution, or a label out of range.</exception>
    public static ReliabilityBin[] ReliabilityDiagram(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<int> labels, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var rows = new ClassScores(probabilities, classes, labels, probabilities: true);
        var count = new int[bins];
        var right = new int[bins];
        var confidence = new double[bins];
        for (var i = 0; i < rows.Rows; i++)
        {
            var predicted = rows.Predicted(i);
            var p = rows[i, predicted];
            var bin = Math.Clamp((int)Math.Ceiling(p * bins) - 1, 0, bins - 1);
            count[bin]++;
            confidence[bin] += p;
            if (predicted == labels[i]) right[bin]++;
        }
        var diagram = new ReliabilityBin[bins];
        for (var b = 0; b < bins; b++)
        {
            var n = Math.Max(count[b], 1);
            diagram[b] = new((double)b / bins, (b + 1.0) / bins, count[b], confidence[b] / n, (double)right[b] / n);
        }
        return diagram;
    }
}
