namespace Ganglion.Data;

/// <summary>
/// Reads series: a table with a column of times (each other numeric column is a series); the wide form of the M4 competition (a name, then values, a
/// row a
/// series); the form of the M3 competition here.
/// </summary>
public static class SeriesReader
{
    /// <summary>Reads a table with a column of times.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The series to predict; null = all.</param>
    /// <param name="season">Steps in a season; null = found from the spacing of the times.</param>
    /// <param name="horizon">Steps to forecast; null = from the season.</param>
    /// <exception cref="DataException">The file cannot be read as series.</exception>
    public static SeriesSet Read(string path, string? target = null, int? season = null, int? horizon = null) =>
        Columns(new DataFolder(Path.GetDirectoryName(Path.GetFullPath(path))!), path, target, season, horizon);

    /// <summary>True when a table is one of times and numbers.</summary>
    internal static Column? TimesOf(Table table)
    {
        var named = table.Columns.FirstOrDefault(c => TimeColumn.IsTimeName(c.Name) && ParseTimes(c) is not null);
        return named ?? table.Columns.FirstOrDefault(c => c is not NumericColumn && ParseTimes(c) is not null)
            ?? (table.Columns is [NumericColumn first, ..] && ParseTimes(first) is { } years && Ascends(years) ? first : null);
    }

    internal static SeriesSet Columns(DataFolder folder, string file, string? target, int? season, int? horizon, IReadOnlyList<string>? only = null)
    {
        var table = TableReader.Read(folder.Open(file), file, new());
        var timeColumn = TimesOf(table);
        var times = timeColumn is null ? null : ParseTimes(timeColumn);
        for (var row = 1; row < times?.Length; row++)
        {
            if (times[row] < times[row - 1])
                throw new DataException($"'{timeColumn!.Format(row)}' after '{timeColumn.Format(row - 1)}' in data row {row + 1}",
                    "times in ascending order",
                    "Sort the rows by time; several series in one file need one column each.", file);
        }

        Series[] series = [.. table.Columns.Where((c, i) => c != timeColumn && table.Roles[i] != ColumnRole.Ignored
            && only?.Contains(c.Name) != false)
            .OfType<NumericColumn>().Select(c => new Series(c.Name, c.Values))];
        if (series.Length == 0)
            throw new DataException("no numeric column", "a column of times and at least one of numbers",
                "Check the separator and the decimal point.", file);
        if (target is not null && series.All(s => s.Id != target)) throw Schema.Unknown(target, [.. series.Select(s => s.Id)], file);
        var steps = season ?? (times is null ? 1 : TimeColumn.Season(times));
        return new(series, steps, horizon ?? TimeColumn.Horizon(steps, table.Rows))
        {
            Multivariate = series.Length > 1,
            Target = target,
            Times = timeColumn is null ? [] : [.. Enumerable.Range(0, table.Rows).Select(timeColumn.Format)],
        };
    }

    /// <summary>The M4 form: <c>"H1","605","586",…</c>, empty to the right; the test file holds the continuation of the same names.</summary>
    internal static SeriesSet Wide(DataFolder folder, string file, string? testFile, int season, int horizon)
    {
        var test = testFile is null ? null : WideRows(folder, testFile).ToDictionary(s => s.Id, s => s.Values, StringComparer.Ordinal);
        var series = WideRows(folder, file);
        if (test is not null && series.FirstOrDefault(s => !test.ContainsKey(s.Id)) is { } lone)
            throw new DataException($"no continuation of series '{lone.Id}'", "one row for each series", "The two files do not belong together.",
                testFile);
        return new([.. series.Select(s => s with { Test = test?[s.Id] })], season, horizon);
    }

    /// <summary>The columns series, type, period, n, h, train, test, description; train and test hold values with blanks between them.</summary>
    internal static SeriesSet Competition(DataFolder folder, string file, string period, int season)
    {
        using var lines = folder.Lines(file);
        var (series, horizon) = (new List<Series>(), 1);
        if (!lines.Next()) throw lines.Empty("a header and one series a line");
        while (lines.Next())
        {
            var fields = lines.Text.Split('\t');
            if (fields.Length < 7)
            {
                throw lines.Error(fields.Length, TableReader.Count(fields.Length, "column"), "series, type, period, n, h, train, test",
                    "Complete the line.");
            }

            if (!fields[2].Equals(period, StringComparison.OrdinalIgnoreCase)) continue;
            var item = new Series(fields[0], Values(lines, fields[5], 6), Values(lines, fields[6], 7));
            if (item.Values.Length != lines.Int(fields[3], 4, "the number of values") || item.Test!.Length != lines.Int(fields[4], 5, "the horizon"))
                throw lines.Error(4, $"{item.Values.Length} and {item.Test!.Length} values", $"{fields[3]} and {fields[4]}",
                    "The line is truncated: fetch the file again.");
            horizon = Math.Max(horizon, item.Test.Length);
            series.Add(item);
        }

        return series.Count > 0 ? new(series, season, horizon)
            : throw new DataException($"no series of period {period}", "at least one", "Check the name of the period.", file);
    }

    private static double[] Values(LineReader lines, string text, int column)
    {
        var fields = new Fields(text, ' ');
        var values = new List<double>();
        while (fields.Next()) values.Add(lines.Number(fields.Current, column, "values with blanks between them"));
        return [.. values];
    }

    private static List<Series> WideRows(DataFolder folder, string file)
    {
        using var reader = new StreamReader(folder.Open(file));
        using var records = new CsvTokenizer(file, reader, ',');
        var series = new List<Series>();
        if (!records.Read())
            throw new DataException("an empty file", "a header and one series a row", "Check that the file was downloaded completely.", file);
        while (records.Read())
        {
            var values = new List<double>();
            for (var i = 1; i < records.FieldCount && records[i] is { IsEmpty: false } cell && !cell.SequenceEqual("NA"); i++)
            {
                if (!double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var value))
                    throw new DataException($"'{cell}'", "a number, or nothing after the last value", "Correct it.", file, records.Line, i + 1);
                values.Add(value);
            }

            series.Add(new(records[0].ToString(), [.. values]));
        }

        return series;
    }

    private static bool Ascends(DateTime[] times) => times.Zip(times.Skip(1)).All(pair => pair.First < pair.Second);

    private static DateTime[]? ParseTimes(Column column)
    {
        var times = new DateTime[column.Length];
        for (var row = 0; row < times.Length; row++)
            if (!TimeColumn.TryParse(column.Format(row), out times[row])) return null;
        return times;
    }
}
