namespace Ganglion.Lab;

/// <summary>
/// The measures, as pure functions. Class probabilities are row-major <c>[rows, classes]</c> with integer labels <c>[rows]</c>;
/// <c>classes = 1</c> means a single column with the probability of class 1. NaN, empty input and unequal lengths are refused.
/// </summary>
public static partial class Metrics
{
    /// <summary>Share of rows predicted right, <see cref="Metric.Accuracy"/>.</summary>
    /// <param name="predicted">Predicted classes, <c>[rows]</c>.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Empty, or of different lengths.</exception>
    public static double Accuracy(ReadOnlySpan<int> predicted, ReadOnlySpan<int> labels)
    {
        Require.NotEmpty(labels.Length, nameof(labels));
        Require.SameLength(predicted.Length, labels.Length, nameof(predicted), nameof(labels));
        var right = 0;
        for (var i = 0; i < labels.Length; i++)
            if (predicted[i] == labels[i]) right++;
        return (double)right / labels.Length;
    }

    /// <summary>Share of rows whose most probable class (the lowest index among equals) is the true one.</summary>
    /// <param name="scores">Probabilities or logits, <c>[rows, classes]</c>; a single column must hold probabilities.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, or a label out of range.</exception>
    public static double Accuracy(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels) =>
        Accuracy(Argmax(scores, classes, labels), labels);

    /// <summary>Mean recall over the classes present among the labels, <see cref="Metric.BalancedAccuracy"/>.</summary>
    /// <param name="scores">Probabilities or logits, <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, or a label out of range.</exception>
    public static double BalancedAccuracy(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels) =>
        Confusion(scores, classes, labels).BalancedAccuracy;

    /// <summary>Mean F1 over the classes present among labels or predictions, <see cref="Metric.MacroF1"/>.</summary>
    /// <param name="scores">Probabilities or logits, <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, or a label out of range.</exception>
    public static double MacroF1(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels) =>
        Confusion(scores, classes, labels).MacroF1;

    /// <summary>Matthews correlation of the predicted and the true class, <see cref="Metric.Matthews"/>.</summary>
    /// <param name="scores">Probabilities or logits, <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, or a label out of range.</exception>
    public static double Matthews(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels) =>
        Confusion(scores, classes, labels).Matthews;

    /// <summary>The confusion matrix of the most probable classes.</summary>
    /// <param name="scores">Probabilities or logits, <c>[rows, classes]</c>.</param>
    /// <param name="classes">Number of columns.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, NaN, or a label out of range.</exception>
    public static ConfusionMatrix Confusion(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels) =>
        new(Argmax(scores, classes, labels), labels, Math.Max(classes, 2));

    private static int[] Argmax(ReadOnlySpan<float> scores, int classes, ReadOnlySpan<int> labels)
    {
        var rows = new ClassScores(scores, classes, labels, probabilities: classes == 1);
        var predicted = new int[rows.Rows];
        for (var i = 0; i < predicted.Length; i++) predicted[i] = rows.Predicted(i);
        return predicted;
    }
}
