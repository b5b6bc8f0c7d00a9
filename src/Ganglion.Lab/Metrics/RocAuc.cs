namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary>
    /// Area under the receiver operating characteristic, <see cref="Metric.RocAuc"/>: the chance that a positive is scored above a negative,
    /// a tie counting one half (the Mann-Whitney statistic).
    /// </summary>
    /// <param name="scores">Any monotone score of being positive, <c>[rows]</c>.</param>
    /// <param name="labels">0 or 1, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, NaN, of different lengths, or of one class only.</exception>
    public static double RocAuc(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        var (sorted, positive) = Ascending(scores, labels);
        long positives = 0, negatives = 0;
        var wins = 0.0;
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            long up = 0, down = 0;
            for (end = i; end < sorted.Length && sorted[end] == sorted[i]; end++)
                if (positive[end]) up++;
                else down++;
            wins += up * (negatives + 0.5 * down);
            positives += up;
            negatives += down;
        }
        if (positives == 0 || negatives == 0)
            throw new ArgumentException("ROC AUC needs both classes, but every label is " + labels[0] + ".", nameof(labels));
        return wins / ((double)positives * negatives);
    }

    /// <summary>
    /// ROC AUC of class probabilities: of column 1 for two classes; for more, one class against the rest, averaged over the classes that
    /// have both a positive and a negative row.
    /// </summary>
    /// <param name="probabilities">Row-major <c>[rows, classes]</c>; any scores comparable down a column.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, a label out of range, or one class only.</exception>
    public static double RocAuc(ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<int> labels)
    {
        _ = new ClassScores(probabilities, classes, labels, probabilities: false);
        if (classes == 1) return RocAuc(probabilities, labels);
        var column = new float[labels.Length];
        var against = new int[labels.Length];
        double sum = 0;
        var measured = 0;
        for (var c = classes == 2 ? 1 : 0; c < classes; c++)
        {
            var positives = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                column[i] = probabilities[i * classes + c];
                positives += against[i] = labels[i] == c ? 1 : 0;
            }
            if (positives == 0 || positives == labels.Length) continue;
            sum += RocAuc(column, against);
            measured++;
        }
        if (measured == 0) throw new ArgumentException("ROC AUC needs at least two classes, but every label is " + labels[0] + ".", nameof(labels));
        return sum / measured;
    }

    /// <summary>
    /// Average precision, <see cref="Metric.AveragePrecision"/>: Σ (recall step × precision) over the distinct score thresholds, without
    /// interpolation; rows with equal scores enter together.
    /// </summary>
    /// <param name="scores">Any monotone score of being positive, <c>[rows]</c>.</param>
    /// <param name="labels">0 or 1, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, NaN, of different lengths, or without a positive.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        var (sorted, positive) = Ascending(scores, labels);
        long found = 0, seen = 0;
        var sum = 0.0;
        for (int end = sorted.Length - 1, i; end >= 0; end = i)
        {
            var before = found;
            for (i = end; i >= 0 && sorted[i] == sorted[end]; i--, seen++)
                if (positive[i]) found++;
            sum += (found - before) * ((double)found / seen);
        }
        if (found == 0) throw new ArgumentException("Average precision needs a positive row, but every label is 0.", nameof(labels));
        return sum / found;
    }

    private static (float[] Scores, bool[] Positive) Ascending(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        Require.Labels(labels, 2, nameof(labels));
        Require.SameLength(scores.Length, labels.Length, nameof(scores), nameof(labels));
        Require.Numbers(scores, nameof(scores));
        var sorted = scores.ToArray();
        var positive = new bool[labels.Length];
        for (var i = 0; i < positive.Length; i++) positive[i] = labels[i] == 1;
        Array.Sort(sorted, positive);
        return (sorted, positive);
    }
}
