using System.Globalization;

namespace Ganglion.Data;

/// <summary>Named columns of equal length; immutable.</summary>
public sealed class Table
{
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);

    /// <summary>Makes a table.</summary>
    /// <param name="columns">The columns, of equal length and with different names.</param>
    /// <param name="roles">One role a column; null = all are features.</param>
    /// <param name="test">A test part that came with the data, with the same columns.</param>
    /// <exception cref="ArgumentException">Lengths differ, a name comes twice, or there are not as many roles as columns.</exception>
    public Table(IReadOnlyList<Column> columns, IReadOnlyList<ColumnRole>? roles = null, Table? test = null)
    {
        roles ??= [.. columns.Select(_ => ColumnRole.Feature)];
        if (roles.Count != columns.Count) throw new ArgumentException($"{roles.Count} roles were given for {columns.Count} columns.", nameof(roles));
        for (var i = 0; i < columns.Count; i++)
        {
            if (!index.TryAdd(columns[i].Name, i)) throw new ArgumentException($"Two columns are named '{columns[i].Name}'.", nameof(columns));
            if (columns[i].Length != columns[0].Length)
                throw new ArgumentException($"Column '{columns[i].Name}' has {columns[i].Length} rows, '{columns[0].Name}' has {columns[0].Length}.",
                    nameof(columns));
        }

        (Columns, Roles, Test) = (columns, roles, test);
        Schema = new([.. columns.Zip(roles, Describe)]);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The role of each column.</summary>
    public IReadOnlyList<ColumnRole> Roles { get; }

    /// <summary>A test part that came with the data; null when the data has none.</summary>
    public Table? Test { get; }

    /// <summary>Names, kinds, roles, missing counts and levels.</summary>
    public Schema Schema { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Length;

    /// <summary>The column to predict, if one is named.</summary>
    public Column? Target => Columns.Where((_, i) => Roles[i] == ColumnRole.Target).FirstOrDefault();

    /// <summary>The columns to predict from.</summary>
    public IEnumerable<Column> Features => Columns.Where((_, i) => Roles[i] == ColumnRole.Feature);

    /// <summary>The column of a name.</summary>
    /// <exception cref="DataException">No such column; the nearest names are suggested.</exception>
    public Column this[string name] => index.TryGetValue(name, out var i) ? Columns[i] : throw Schema.Unknown(name, [.. index.Keys]);

    /// <summary>The same columns with these rows only, in this order; a row may be repeated. The test part is left behind.</summary>
    public Table Select(ReadOnlySpan<int> rows)
    {
        var picked = new Column[Columns.Count];
        for (var i = 0; i < picked.Length; i++) picked[i] = Columns[i].Select(rows);
        return new(picked, Roles);
    }

    /// <summary>The rows that have a value in a column; the test part goes along, its rows likewise.</summary>
    /// <exception cref="DataException">No such column.</exception>
    public Table WithoutMissing(string name)
    {
        var column = this[name];
        if (column.Missing == 0 && Test?[name].Missing is null or 0) return this;
        var kept = Select([.. Enumerable.Range(0, Rows).Where(row => !column.IsMissing(row))]);
        return new(kept.Columns, Roles, Test?.WithoutMissing(name));
    }

    /// <summary>The same table with another column to predict; the test part goes along.</summary>
    /// <param name="name">The column to predict.</param>
    /// <param name="kind">
    /// Its kind; null keeps the kind, save that a numeric column of few whole numbers (at most 20 and at most a tenth of the rows) becomes classes.
    /// </param>
    /// <exception cref="DataException">No such column, or it cannot have that kind.</exception>
    public Table WithTarget(string name, ColumnKind? kind = null)
    {
        var old = this[name];
        var target = Convert(old, kind ?? (old is NumericColumn n && LooksLikeClasses(n) ? ColumnKind.Categorical : old.Kind));
        var at = index[name];
        Column[] columns = [.. Columns];
        columns[at] = target;
        ColumnRole[] roles = [.. Roles.Select((role, i) => i == at ? ColumnRole.Target : role == ColumnRole.Target ? ColumnRole.Feature : role)];
        var changed = new Table(columns, roles);
        return Test is null ? changed : new(columns, roles, Test.WithTarget(name, target.Kind).Conform(changed.Schema));
    }

    /// <summary>
    /// The same rows laid out as another table was: columns matched by name and put in order, levels recoded. A level the schema does not know is
    /// missing; the target may be absent altogether and is then missing everywhere.
    /// </summary>
    /// <exception cref="DataException">A feature column is absent, or values cannot have the kind that the schema asks for.</exception>
    public Table Conform(Schema schema)
    {
        var columns = schema.Select(c => index.TryGetValue(c.Name, out var i) ? Recode(Convert(Columns[i], c.Kind), c)
            : c.Role == ColumnRole.Feature ? throw Schema.Unknown(c.Name, [.. index.Keys]) : Absent(c, Rows));
        return new([.. columns], [.. schema.Select(c => c.Role)]);
    }

    /// <summary>Makes a table of a known layout from dictionaries; an absent key or a null is a missing value.</summary>
    /// <param name="schema">The layout, as a rule that of the table a network was fitted on.</param>
    /// <param name="rows">Column name → number, text or truth value.</param>
    /// <exception cref="DataException">A key names no column, or a value is not a number where one is needed.</exception>
    public static Table FromRows(Schema schema, IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        IReadOnlyDictionary<string, object?>[] all = [.. rows];
        var names = schema.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        if (all.SelectMany(row => row.Keys).FirstOrDefault(key => !names.Contains(key)) is { } stranger) throw Schema.Unknown(stranger, names);
        return new([.. schema.Select(c => FromValues(c, [.. all.Select(row => row.GetValueOrDefault(c.Name))]))], [.. schema.Select(c => c.Role)]);
    }

    /// <summary>Makes a table from objects of any type, with one function a column; kinds are inferred.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="columns">Name of each column, and where its value is found in a row: a number, text or truth value; null = missing.</param>
    public static Table FromRecords<T>(IEnumerable<T> records, params IReadOnlyList<(string Name, Func<T, object?> Value)> columns)
    {
        T[] all = [.. records];
        return new([.. columns.Select(c => TableReader.Infer(c.Name, [.. all.Select(r => Text(c.Value(r)))]))]);
    }

    private static ColumnSchema Describe(Column column, ColumnRole role)
    {
        if (column is not NumericColumn { Values: var values }) return new(column.Name, column.Kind, role, column.Missing,
            (column as CategoricalColumn)?.Levels ?? []);
        var known = values.Where(v => !double.IsNaN(v));
        return new(column.Name, column.Kind, role, column.Missing, [], known.DefaultIfEmpty(double.NaN).Min(),
            known.DefaultIfEmpty(double.NaN).Max());
    }

    private static bool LooksLikeClasses(NumericColumn column)
    {
        var distinct = new HashSet<double>();
        foreach (var v in column.Values)
        {
            if (double.IsNaN(v)) continue;
            if (v != Math.Floor(v)) return false;
            if (distinct.Add(v) && (distinct.Count > 20 || distinct.Count * 10 > column.Length)) return false;
        }

        return true;
    }

    private static Column Convert(Column column, ColumnKind kind) => (column, kind) switch
    {
        _ when column.Kind == kind => column,
        (NumericColumn numeric, ColumnKind.Categorical) => numeric.ToCategorical(),
        (_, ColumnKind.Categorical) => CategoricalColumn.From(column.Name, Texts(column)),
        (_, ColumnKind.Text) => new TextColumn(column.Name, Texts(column)),
        _ => new NumericColumn(column.Name, [.. Texts(column).Select((text, row) => Number(column.Name, text, row))]),
    };

    private static string[] Texts(Column column) => [.. Enumerable.Range(0, column.Length).Select(column.Format)];

    private static Column Recode(Column column, ColumnSchema schema)
    {
        if (column is not CategoricalColumn { Levels: var levels, Codes: var codes } || levels.SequenceEqual(schema.Levels)) return column;
        var to = CategoricalColumn.Index([.. schema.Levels]);
        int[] map = [.. levels.Select(level => to.GetValueOrDefault(level, -1))];
        return new CategoricalColumn(column.Name, [.. codes.Select(code => code < 0 ? -1 : map[code])], [.. schema.Levels]);
    }

    private static Column Absent(ColumnSchema schema, int rows) => FromValues(schema, new object?[rows]);

    private static Column FromValues(ColumnSchema schema, object?[] values)
    {
        if (schema.Kind == ColumnKind.Numeric) return new NumericColumn(schema.Name,
            [.. values.Select((v, row) => Number(schema.Name, Text(v), row))]);
        if (schema.Kind == ColumnKind.Text) return new TextColumn(schema.Name, [.. values.Select(v => Text(v) ?? "")]);
        var levels = CategoricalColumn.Index([.. schema.Levels]);
        return new CategoricalColumn(schema.Name, [.. values.Select(v => Text(v) is { } text ? levels.GetValueOrDefault(text, -1) : -1)],
            [.. schema.Levels]);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static double Number(string column, string? text, int row) =>
        text is null or "" ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw new DataException($"'{text}' in row {row + 1} of column '{column}'", "a number",
            "Correct the value, or treat the column as categorical (TableOptions.Kinds; for a target, a classification task).");
}
