using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads a table from delimited text (.csv, .tsv, .txt, gzip or not). Separator, header and kinds are found out; every decision can be overridden in
/// <see cref="TableOptions"/> and is shown by <see cref="Table.Schema"/>.
/// </summary>
public static class TableReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file cannot be read as a table: the place, the expectation and the remedy are named.</exception>
    public static Table Read(string path, TableOptions? options = null) => Read(DataFolder.OpenFile(path), path, options ?? new());

    /// <summary>Reads a file laid out as an earlier table was; see <see cref="Table.Conform"/>.</summary>
    /// <exception cref="DataException">The file cannot be read as a table of that layout.</exception>
    public static Table Read(string path, Schema schema, TableOptions? options = null)
    {
        var table = Read(path, (options ?? new()) with { Layout = schema, Target = null });
        try
        {
            return table.Conform(schema);
        }
        catch (DataException error) when (error.File is null)
        {
            throw new DataException(error.Found, error.Expected, error.Remedy, path);
        }
    }

    internal static Table Read(Stream stream, string path, TableOptions options)
    {
        using var reader = new StreamReader(stream);
        for (var i = 0; i < options.SkipLines; i++) reader.ReadLine();
        var sample = new char[1 << 16];
        var head = new string(sample, 0, reader.ReadBlock(sample));
        if (string.IsNullOrWhiteSpace(head))
            throw new DataException("an empty file", "a table: a header and at least one row",
                "Check that the file was written or downloaded completely.", path);
        if (head.Contains('\0'))
            throw new DataException("binary data", "delimited text", "Open the file with the program that wrote it, and export a table as CSV.",
                path);
        var layout = TableLayout.Of(head, path, options);
        using var records = new CsvTokenizer(path, new ChainedReader(head, reader), layout.Separator, options.Quote);
        var cells = Fill(records, path, layout, options, out var lines);
        if (lines.Count == 0)
        {
            const string Remedy = "Add rows, or say that there is no header (TableOptions.Header).";
            throw new DataException("a header and no rows", "at least one row", Remedy, path);
        }

        return Build(cells, lines, path, options);
    }

    private static CellBuffer[] Fill(CsvTokenizer records, string path, TableLayout layout, TableOptions options, out List<int> lines)
    {
        CellBuffer[] cells = [.. layout.Names.Select(name => new CellBuffer(name))];
        lines = [];
        if (layout.HasHeader) records.Read();
        var skipped = options.SkipLines;
        while (records.Read())
        {
            if (records.FieldCount != cells.Length)
            {
                var what = layout.HasHeader ? "the header has" : options.Columns is not null ? "the columns named are" : "the first row has";
                throw new DataException($"{Count(records.FieldCount, "value")}", $"{cells.Length}, as many as {what}",
                    "Add what is missing (an empty cell is allowed), quote values that hold the separator, or name it (TableOptions.Separator).",
                    path, records.Line + skipped, Math.Min(records.FieldCount, cells.Length) + (records.FieldCount > cells.Length ? 1 : 0));
            }

            lines.Add(records.Line + skipped);
            for (var i = 0; i < cells.Length; i++) cells[i].Add(records[i]);
        }

        return cells;
    }

    private static Table Build(CellBuffer[] cells, List<int> lines, string path, TableOptions options)
    {
        string[] names = [.. cells.Select(c => c.Name)];
        foreach (var name in options.Kinds.Keys.Concat(options.Ignore).Concat(options.Target is { } t ? [t] : []))
            if (!names.Contains(name)) throw Schema.Unknown(name, names, path);
        var missing = options.MissingMarkers.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var roles = new ColumnRole[cells.Length];
        var columns = new Column[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var isTarget = names[i] == options.Target;
            var where = new ColumnInference(cells[i], missing, path, lines, i + 1, options.Suffix is { } cut && cut.Column == names[i]
                ? cut.Characters : "");
            columns[i] = where.Column(options.Kinds.TryGetValue(names[i], out var kind) ? kind
                : options.Layout?.FirstOrDefault(c => c.Name == names[i])?.Kind);
            roles[i] = options.Ignore.Contains(names[i]) || (!isTarget && where.LooksLikeRowNumber(columns[i])) ? ColumnRole.Ignored
                : ColumnRole.Feature;
        }

        var table = new Table(columns, roles);
        return options.Target is { } target ? table.WithTarget(target, options.Kinds.TryGetValue(target, out var asked) ? asked : null) : table;
    }

    /// <summary>A column from texts, its kind inferred; null or empty = missing.</summary>
    internal static Column Infer(string name, string?[] values)
    {
        var cells = new CellBuffer(name);
        foreach (var value in values) cells.Add(value);
        var markers = new HashSet<string>(StringComparer.Ordinal) { "" }.GetAlternateLookup<ReadOnlySpan<char>>();
        return new ColumnInference(cells, markers, null, [], 0, "").Column(null);
    }

    internal static string Count(int n, string what) => string.Create(CultureInfo.InvariantCulture, $"{n} {what}{(n == 1 ? "" : "s")}");

    /// <summary>Text already read for looking at, then the rest.</summary>
    private sealed class ChainedReader(string head, TextReader rest) : TextReader
    {
        private int at;

        public override int Read(char[] buffer, int index, int count)
        {
            if (at >= head.Length) return rest.Read(buffer, index, count);
            var n = Math.Min(count, head.Length - at);
            head.CopyTo(at, buffer, index, n);
            at += n;
            return n;
        }
    }
}
