using System.Globalization;

namespace Ganglion.Data;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Numeric,

    /// <summary>One of a few names.</summary>
    Categorical,

    /// <summary>Free text.</summary>
    Text,
}

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>Something to predict from.</summary>
    Feature,

    /// <summary>The column to predict.</summary>
    Target,

    /// <summary>Kept, but not to learn from: a row number, an identifier.</summary>
    Ignored,
}

/// <summary>One named column of a <see cref="Table"/>; immutable.</summary>
public abstract class Column
{
    private int? missing;

    private protected Column(string name) =>
        Name = name is { Length: > 0 } ? name : throw new ArgumentException("A column needs a name.", nameof(name));

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What the values are.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Length { get; }

    /// <summary>Number of rows without a value.</summary>
    public int Missing => missing ??= Enumerable.Range(0, Length).Count(IsMissing);

    /// <summary>True where the row has no value.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The value as text; empty where missing.</summary>
    public abstract string Format(int row);

    /// <summary>The same column with these rows only, in this order; a row may be repeated.</summary>
    public abstract Column Select(ReadOnlySpan<int> rows);

    /// <summary>The same values under another name.</summary>
    public abstract Column Rename(string name);

    private protected static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++) picked[i] = values[rows[i]];
        return picked;
    }
}

/// <summary>A column of numbers.</summary>
/// <param name="name">The column's name.</param>
/// <param name="values">One number a row; NaN = missing. Kept, not copied: do not change it afterwards.</param>
public sealed class NumericColumn(string name, double[] values) : Column(name)
{
    /// <summary>One number a row; NaN = missing.</summary>
    public double[] Values { get; } = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Numeric;

    /// <inheritdoc/>
    public override int Length => Values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    /// <inheritdoc/>
    public override string Format(int row) => IsMissing(row) ? "" : Values[row].ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override NumericColumn Select(ReadOnlySpan<int> rows) => new(Name, Pick(Values, rows));

    /// <inheritdoc/>
    public override NumericColumn Rename(string name) => new(name, Values);

    /// <summary>The distinct numbers as classes, in ascending order.</summary>
    public CategoricalColumn ToCategorical()
    {
        double[] distinct = [.. Values.Where(v => !double.IsNaN(v)).Distinct().Order()];
        int[] codes = [.. Values.Select(v => double.IsNaN(v) ? -1 : Array.BinarySearch(distinct, v))];
        return new(Name, codes, [.. distinct.Select(v => v.ToString("R", CultureInfo.InvariantCulture))]);
    }
}

/// <summary>A column whose values are one of a few names.</summary>
public sealed class CategoricalColumn : Column
{
    /// <summary>Makes the column; the arrays are kept, not copied: do not change them afterwards.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="codes">One index into <paramref name="levels"/> a row; -1 = missing.</param>
    /// <param name="levels">The names.</param>
    /// <exception cref="ArgumentException">A code is outside the levels.</exception>
    public CategoricalColumn(string name, int[] codes, string[] levels) : base(name)
    {
        var wrong = Array.FindIndex(codes, code => code < -1 || code >= levels.Length);
        if (wrong >= 0) throw new ArgumentException($"Row {wrong} of column '{name}' has the code {codes[wrong]}; there are {levels.Length} levels.",
            nameof(codes));
        (Codes, Levels) = (codes, levels);
    }

    /// <summary>One index into <see cref="Levels"/> a row; -1 = missing.</summary>
    public int[] Codes { get; }

    /// <summary>The names.</summary>
    public string[] Levels { get; }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Categorical;

    /// <inheritdoc/>
    public override int Length => Codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <inheritdoc/>
    public override string Format(int row) => IsMissing(row) ? "" : Levels[Codes[row]];

    /// <inheritdoc/>
    public override CategoricalColumn Select(ReadOnlySpan<int> rows) => new(Name, Pick(Codes, rows), Levels);

    /// <inheritdoc/>
    public override CategoricalColumn Rename(string name) => new(name, Codes, Levels);

    /// <summary>Rows per level.</summary>
    public int[] Counts()
    {
        var counts = new int[Levels.Length];
        foreach (var code in Codes)
            if (code >= 0) counts[code]++;
        return counts;
    }

    /// <summary>Makes the column from names; the levels are sorted, as numbers when all are numbers.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One name a row; null or empty = missing.</param>
    public static CategoricalColumn From(string name, IReadOnlyList<string?> values)
    {
        var levels = SortLevels(values.Where(v => v is { Length: > 0 }).Distinct(StringComparer.Ordinal)!);
        var index = Index(levels);
        return new(name, [.. values.Select(v => v is { Length: > 0 } ? index[v] : -1)], levels);
    }

    internal static string[] SortLevels(IEnumerable<string> levels)
    {
        string[] all = [.. levels.Order(StringComparer.Ordinal)];
        var numbers = Array.ConvertAll(all, level => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v
            : double.NaN);
        if (!numbers.Any(double.IsNaN)) Array.Sort(numbers, all);
        return all;
    }

    internal static Dictionary<string, int> Index(string[] levels)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < levels.Length; i++) index[levels[i]] = i;
        return index;
    }
}

/// <summary>A column of free text.</summary>
/// <param name="name">The column's name.</param>
/// <param name="values">One text a row; empty = missing. Kept, not copied: do not change it afterwards.</param>
public sealed class TextColumn(string name, string[] values) : Column(name)
{
    /// <summary>One text a row; empty = missing.</summary>
    public string[] Values { get; } = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Text;

    /// <inheritdoc/>
    public override int Length => Values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Values[row].Length == 0;

    /// <inheritdoc/>
    public override string Format(int row) => Values[row];

    /// <inheritdoc/>
    public override TextColumn Select(ReadOnlySpan<int> rows) => new(Name, Pick(Values, rows));

    /// <inheritdoc/>
    public override TextColumn Rename(string name) => new(name, Values);
}
