namespace Ganglion.Lab.Trees;

/// <summary>One feature of every row.</summary>
/// <param name="Name">Shown in messages and importance listings.</param>
/// <param name="Values">One value a row, <c>[rows]</c>; NaN is missing. Category codes are whole numbers from 0, at most 65535.</param>
/// <param name="IsCategorical">Whether the values are codes without an order.</param>
public sealed record FeatureColumn(string Name, float[] Values, bool IsCategorical = false);

/// <summary>Columns of features with the target to learn.</summary>
public sealed class FeatureTable
{
    /// <summary>Holds the columns as they are; nothing is copied.</summary>
    /// <param name="columns">The features, at least one.</param>
    /// <param name="target">A number, a class 0 or 1, or a class from 0, for each row, <c>[rows]</c>.</param>
    /// <param name="weights">Weight of each row, not negative; all 1 when left out.</param>
    /// <exception cref="ArgumentException">
    /// Columns of different lengths, no row, a target or weight that is not finite, or a bad category code.
    /// </exception>
    public FeatureTable(IReadOnlyList<FeatureColumn> columns, float[] target, float[]? weights = null)
    {
        Require.NotEmpty(columns.Count, nameof(columns));
        Require.NotEmpty(target.Length, nameof(target));
        Require.Finite(target, nameof(target));
        foreach (var column in columns)
        {
            Require.SameLength(column.Values.Length, target.Length, column.Name, nameof(target));
            if (column.IsCategorical) CheckCodes(column);
        }
        if (weights is not null)
        {
            Require.SameLength(weights.Length, target.Length, nameof(weights), nameof(target));
            Require.Finite(weights, nameof(weights));
            if (weights.Any(w => w < 0)) throw new ArgumentException("'weights' holds a negative weight.", nameof(weights));
        }
        Columns = columns;
        Target = target;
        Weights = weights;
    }

    /// <summary>The features.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>What to predict, <c>[rows]</c>.</summary>
    public float[] Target { get; }

    /// <summary>Row weights, <c>[rows]</c>, or null when all are 1.</summary>
    public float[]? Weights { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Target.Length;

    /// <summary>Splits row-major values into columns.</summary>
    /// <param name="values">Row-major <c>[rows, features]</c>.</param>
    /// <param name="target">The target, <c>[rows]</c>.</param>
    /// <param name="categorical">Indices of the features that hold category codes.</param>
    /// <exception cref="ArgumentException">Values that do not fill whole rows, or what the constructor refuses.</exception>
    public static FeatureTable FromRows(ReadOnlySpan<float> values, float[] target, params ReadOnlySpan<int> categorical)
    {
        Require.NotEmpty(target.Length, nameof(target));
        var features = values.Length / target.Length;
        if (features * target.Length != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill {target.Length} rows evenly.", nameof(values));
        var columns = new FeatureColumn[features];
        for (var f = 0; f < features; f++)
        {
            var column = new float[target.Length];
            for (var r = 0; r < column.Length; r++) column[r] = values[r * features + f];
            columns[f] = new($"x{f}", column, categorical.Contains(f));
        }
        return new(columns, target);
    }

    private static void CheckCodes(FeatureColumn column)
    {
        for (var i = 0; i < column.Values.Length; i++)
            if (column.Values[i] is var v && !float.IsNaN(v) && (v is < 0 or > FeatureBins.LargestCode || v != MathF.Floor(v)))
                throw new ArgumentException(FormattableString.Invariant(
                    $"Categorical feature '{column.Name}' holds {v} at row {i}; codes are whole numbers from 0 to 65535, NaN for missing."));
    }
}
