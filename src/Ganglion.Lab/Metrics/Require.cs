namespace Ganglion.Lab;

/// <summary>The checks every metric and statistic makes of its input, with messages that say what to do.</summary>
internal static class Require
{
    public static void NotEmpty(int count, string name)
    {
        if (count == 0) throw new ArgumentException($"'{name}' is empty; there is nothing to measure.", name);
    }

    public static void SameLength(int count, int expected, string name, string other)
    {
        if (count != expected) throw new ArgumentException($"'{name}' has {count} values but '{other}' has {expected}; they must pair up.", name);
    }

    public static void Numbers(ReadOnlySpan<float> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
            if (float.IsNaN(values[i])) throw new ArgumentException($"'{name}' holds NaN at index {i}; drop or fill missing values first.", name);
    }

    public static void Finite(ReadOnlySpan<float> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) throw NotFinite(values[i], i, name);
    }

    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) throw NotFinite(values[i], i, name);
    }

    public static void Pairs(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual, string predictedName, string actualName)
    {
        NotEmpty(actual.Length, actualName);
        SameLength(predicted.Length, actual.Length, predictedName, actualName);
        Finite(predicted, predictedName);
        Finite(actual, actualName);
    }

    /// <summary>Labels in <c>0..classes-1</c>.</summary>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string name)
    {
        NotEmpty(labels.Length, name);
        for (var i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException(
                    $"'{name}' holds {labels[i]} at row {i}; labels run from 0 to {classes - 1} for {classes} classes.", name);
    }

    private static ArgumentException NotFinite(double value, int index, string name) =>
        new(FormattableString.Invariant($"'{name}' holds {value} at index {index}; finite values are needed."), name);
}
