using System.Globalization;

namespace Ganglion.Data;

/// <summary>A column whose values are the keys of another table.</summary>
/// <param name="Column">The column.</param>
/// <param name="Table">The table it points to.</param>
public sealed record ForeignKey(string Column, string Table);

/// <summary>One table of a database.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rows">All its columns.</param>
public sealed record RelationalTable(string Name, Table Rows)
{
    /// <summary>The column that names each row; null when nothing refers to it.</summary>
    public string? Key { get; init; }

    /// <summary>The column that says since when a row is known; null when it always was.</summary>
    public string? Time { get; init; }

    /// <summary>The columns that point to other tables.</summary>
    public IReadOnlyList<ForeignKey> References { get; init; } = [];

    /// <summary>What is neither key nor time: something to learn from.</summary>
    public Table Features => new([.. Rows.Columns.Where(c => c.Name != Key && c.Name != Time && References.All(r => r.Column != c.Name))]);

    /// <summary>Since when each row is known: a number as it is, a date in days since 1970; -infinity = always.</summary>
    public double[] Times()
    {
        var times = new double[Rows.Rows];
        Array.Fill(times, double.NegativeInfinity);
        if (Time is null) return times;
        var column = Rows[Time];
        for (var row = 0; row < times.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            if (column is NumericColumn numbers) times[row] = numbers.Values[row];
            else if (TimeColumn.TryParse(column.Format(row), out var date)) times[row] = (date - DateTime.UnixEpoch).TotalDays;
            else throw new DataException($"'{column.Format(row)}' in column '{Time}' of table '{Name}'", "a time", "Correct it, or declare another column as the time.", line: row + 2);
        }

        return times;
    }
}

/// <summary>Tables that point to each other by keys; immutable.</summary>
public sealed class RelationalDatabase
{
    private readonly Dictionary<string, RelationalTable> _tables;

    /// <summary>A database of these tables.</summary>
    /// <exception cref="DataException">A key names a column or table that is not there, or repeats.</exception>
    public RelationalDatabase(IReadOnlyList<RelationalTable> tables)
    {
        (Tables, _tables) = (tables, tables.ToDictionary(t => t.Name, StringComparer.Ordinal));
        foreach (var table in tables)
        {
            foreach (var column in (string?[])[table.Key, table.Time, .. table.References.Select(r => r.Column)])
                if (column is not null && table.Rows.Columns.All(c => c.Name != column)) throw Schema.Unknown(column, [.. table.Rows.Columns.Select(c => c.Name)]);
            foreach (var reference in table.References)
            {
                if (this[reference.Table].Key is null)
                    throw new DataException($"'{table.Name}.{reference.Column}' pointing to '{reference.Table}', which has no key", "a table with a key", "Declare its key.");
            }
        }
    }

    /// <summary>The tables.</summary>
    public IReadOnlyList<RelationalTable> Tables { get; }

    /// <summary>A table by its name.</summary>
    /// <exception cref="DataException">There is no such table.</exception>
    public RelationalTable this[string name] => _tables.TryGetValue(name, out var table) ? table
        : throw new DataException($"the table '{name}'", "a table of the database", NearestNames.Sentence(name, _tables.Keys));

    /// <summary>
    /// Reads every CSV file of a folder as a table. Keys and times are those of <c>schema.json</c>, where it is there; otherwise they are found: a key is
    /// a column called <c>id</c> or like the table with <c>_id</c>, without repetition; a column of that name elsewhere points to it; the first column
    /// called like a time is the time.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataException">A file cannot be read, or a key that is declared does not hold.</exception>
    public static RelationalDatabase Read(string folder)
    {
        var files = Sniffer.DataFiles(folder).ToArray();
        if (files.Length == 0) throw new DataException("no table", "one CSV file a table", "Put the tables into this folder.", folder);
        RelationalTable[] tables = [.. files.Select(file => new RelationalTable(Sniffer.Stem(file), TableReader.Read(file)))];
        var schema = Path.Combine(folder, "schema.json");
        return File.Exists(schema) ? RelationalSchema.Declared(tables, schema) : RelationalSchema.Found(tables);
    }

    /// <summary>What was taken for keys and times, a line a table.</summary>
    public IReadOnlyList<string> Describe() => [.. Tables.Select(t => string.Create(CultureInfo.InvariantCulture,
        $"{t.Name}: {t.Rows.Rows} rows, key {t.Key ?? "none"}, time {t.Time ?? "none"}")
        + string.Concat(t.References.Select(r => $", {r.Column} points to {r.Table}")))];

    /// <summary>The rows that were known before a moment.</summary>
    public RelationalDatabase Before(double time) => new([.. Tables.Select(t =>
    {
        var times = t.Times();
        return t with { Rows = t.Rows.Select([.. Enumerable.Range(0, times.Length).Where(r => times[r] < time)]) };
    })]);

    /// <summary>
    /// The graph of all rows: a type of node a table with the times of its rows, and for every key that points to another table an edge both ways, since
    /// both rows were known. Features stay in the tables.
    /// </summary>
    /// <exception cref="DataException">A key points to no row.</exception>
    public HeteroGraph ToGraph()
    {
        var times = Tables.ToDictionary(t => t.Name, t => t.Times());
        var rows = Tables.Where(t => t.Key is not null).ToDictionary(t => t.Name, t => RowOf(t));
        var edges = new List<EdgeSet>();
        foreach (var table in Tables)
        {
            foreach (var reference in table.References)
            {
                var (column, place, from, to, since) = (table.Rows[reference.Column], rows[reference.Table], new List<int>(), new List<int>(), new List<double>());
                for (var row = 0; row < column.Length; row++)
                {
                    if (column.IsMissing(row)) continue;
                    if (!place.TryGetValue(column.Format(row), out var target))
                        throw new DataException($"'{column.Format(row)}' in column '{reference.Column}' of table '{table.Name}'", $"a key of table '{reference.Table}'",
                            "Add the row it points to, or leave the cell empty.", line: row + 2);
                    from.Add(row);
                    to.Add(target);
                    since.Add(Math.Max(times[table.Name][row], times[reference.Table][target]));
                }

                var type = new EdgeType(table.Name, reference.Column, reference.Table);
                edges.Add(EdgeSet.FromEdges(type, table.Rows.Rows, this[reference.Table].Rows.Rows, [.. from], [.. to], times: [.. since]));
                edges.Add(edges[^1].Reversed());
            }
        }

        return new([.. Tables.Select(t => new NodeSet(t.Name, t.Rows.Rows) { Times = times[t.Name] })], edges);
    }

    private static Dictionary<string, int> RowOf(RelationalTable table)
    {
        var (rows, key) = (new Dictionary<string, int>(StringComparer.Ordinal), table.Rows[table.Key!]);
        for (var row = 0; row < key.Length; row++)
        {
            if (!rows.TryAdd(key.Format(row), row))
                throw new DataException($"two rows '{key.Format(row)}' in table '{table.Name}'", $"different values of the key '{table.Key}'", "Remove one of them, or declare another key.", line: row + 2);
        }

        return rows;
    }
}
