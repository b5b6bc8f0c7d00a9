namespace Ganglion.Lab;

/// <summary>Counts of predicted against true classes, and the scores that follow from them alone.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] counts;

    /// <summary>Counts pairs of predicted and true classes.</summary>
    /// <param name="predicted">Predicted class of each row, <c>[rows]</c>.</param>
    /// <param name="labels">True class of each row, <c>[rows]</c>.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">Empty, of different lengths, or a class outside <c>0..classes-1</c>.</exception>
    public ConfusionMatrix(ReadOnlySpan<int> predicted, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Require.Labels(labels, classes, nameof(labels));
        Require.SameLength(predicted.Length, labels.Length, nameof(predicted), nameof(labels));
        Require.Labels(predicted, classes, nameof(predicted));
        Classes = classes;
        Rows = labels.Length;
        counts = new int[classes * classes];
        for (var i = 0; i < labels.Length; i++) counts[labels[i] * classes + predicted[i]]++;
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of rows counted.</summary>
    public int Rows { get; }

    /// <summary>Rows of class <paramref name="actual"/> that were predicted as <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => counts[actual * Classes + predicted];

    /// <summary>Rows that truly are of the class.</summary>
    public int Actual(int label)
    {
        var sum = 0;
        for (var p = 0; p < Classes; p++) sum += this[label, p];
        return sum;
    }

    /// <summary>Rows that were predicted as the class.</summary>
    public int Predicted(int label)
    {
        var sum = 0;
        for (var a = 0; a < Classes; a++) sum += this[a, label];
        return sum;
    }

    /// <summary>Share of the rows of the class that were found; 0 when it has none.</summary>
    public double Recall(int label) => Ratio(this[label, label], Actual(label));

    /// <summary>Share of the rows predicted as the class that are of it; 0 when there are none.</summary>
    public double Precision(int label) => Ratio(this[label, label], Predicted(label));

    /// <summary>Harmonic mean of precision and recall of the class; 0 when it never occurs.</summary>
    public double F1(int label) => Ratio(2.0 * this[label, label], Actual(label) + Predicted(label));

    /// <summary>Share of rows on the diagonal.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => this[c, c]) / Rows;

    /// <summary>Mean recall over the classes that truly occur.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, Classes).Where(c => Actual(c) > 0).Average(Recall);

    /// <summary>Mean F1 over the classes that occur among the labels or the predictions.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Where(c => Actual(c) + Predicted(c) > 0).Average(F1);

    /// <summary>Matthews correlation coefficient for any number of classes (Gorodkin 2004); 0 when either side is constant.</summary>
    public double Matthews
    {
        get
        {
            double n = Rows, right = 0, cross = 0, actual = 0, predicted = 0;
            for (var c = 0; c < Classes; c++)
            {
                double a = Actual(c), p = Predicted(c);
                right += this[c, c];
                cross += a * p;
                actual += a * a;
                predicted += p * p;
            }
            return Ratio(right * n - cross, Math.Sqrt((n * n - predicted) * (n * n - actual)));
        }
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
