namespace Ganglion.Lab;

/// <summary>Row-major class scores <c>[rows, columns]</c> with their labels, checked once; a single column is the probability of class 1.</summary>
internal readonly ref struct ClassScores
{
    private readonly ReadOnlySpan<float> values;
    private readonly int columns;

    public ClassScores(ReadOnlySpan<float> values, int classes, ReadOnlySpan<int> labels, bool probabilities)
    {
        if (classes < 1) throw new ArgumentException($"'classes' is {classes}; it is the number of columns, at least 1.", nameof(classes));
        Classes = Math.Max(classes, 2);
        Require.Labels(labels, Classes, nameof(labels));
        if (values.Length != (long)labels.Length * classes)
            throw new ArgumentException(
                $"'probabilities' has {values.Length} values; {labels.Length} labels with {classes} columns need {(long)labels.Length * classes}, " +
                "row by row.", nameof(probabilities));
        Require.Numbers(values, nameof(probabilities));
        this.values = values;
        columns = classes;
        Labels = labels;
        if (probabilities) CheckProbabilities();
    }

    public int Classes { get; }

    public int Rows => Labels.Length;

    public ReadOnlySpan<int> Labels { get; }

    public double this[int row, int label] =>
        columns > 1 ? values[row * columns + label] : label == 1 ? values[row] : 1.0 - values[row];

    /// <summary>The class of the largest score; the lowest index among equals.</summary>
    public int Predicted(int row)
    {
        if (columns == 1) return values[row] > 0.5f ? 1 : 0;
        var of = values.Slice(row * columns, columns);
        var best = 0;
        for (var c = 1; c < of.Length; c++)
            if (of[c] > of[best]) best = c;
        return best;
    }

    private void CheckProbabilities()
    {
        for (var row = 0; row < Rows; row++)
        {
            var sum = 0.0;
            for (var c = 0; c < Classes; c++)
            {
                var p = this[row, c];
                if (p is < -1e-6 or > 1 + 1e-6) throw Unlike(row, $"holds {p}");
                sum += p;
            }
            if (Math.Abs(sum - 1) > 1e-3) throw Unlike(row, $"sums to {sum}");
        }

        static ArgumentException Unlike(int row, string what) => new(FormattableString.Invariant(
            $"'probabilities' are not probabilities: row {row} {what}. Apply softmax (or the logistic function for one column) to logits first."));
    }
}
