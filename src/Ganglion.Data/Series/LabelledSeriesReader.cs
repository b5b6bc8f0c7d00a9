using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads series that have a class each, as a table: one column a time step (<c>t1</c> …; for several dimensions <c>d1_t1</c> …), missing where a
/// series is
/// shorter, and the column <c>class</c>. Two forms: <c>.ts</c> (dimensions separated by colons, the class last) and lines with the class first.
/// </summary>
internal static class LabelledSeriesReader
{
    public static Table Read(DataFolder folder, string train, string test)
    {
        var (first, second) = (Rows(folder, train), Rows(folder, test));
        var dimensions = first[0].Dimensions.Length;
        var length = first.Concat(second).Max(row => row.Dimensions.Max(d => d.Length));
        var table = Table(first, dimensions, length);
        return new(table.Columns, table.Roles, Table(second, dimensions, length).Conform(table.Schema));
    }

    private static List<(double[][] Dimensions, string Label)> Rows(DataFolder folder, string file)
    {
        using var lines = folder.Lines(file);
        var rows = new List<(double[][], string)>();
        var classFirst = file.Contains(".txt", StringComparison.Ordinal);
        while (lines.Next())
        {
            if (lines.Text.Length == 0 || lines.Text[0] is '#' or '@') continue;
            var parts = classFirst ? lines.Text.Split(',', 2) : lines.Text.Split(':');
            if (parts.Length < 2) throw lines.Error(null, "one part", classFirst ? "class,value,…" : "value,…:class",
                "Write the class of the series.");
            string[] dimensions = classFirst ? [parts[1]] : parts[..^1];
            if (rows.Count > 0 && dimensions.Length != rows[0].Item1.Length)
                throw lines.Error(null, TableReader.Count(dimensions.Length, "dimension"), $"{rows[0].Item1.Length}, as in the first series",
                    "Correct the line.");
            rows.Add(([.. dimensions.Select(d => Values(lines, d))], classFirst ? parts[0].Trim() : parts[^1].Trim()));
        }

        return rows.Count == 0 ? throw lines.Empty("one series a line") : rows;
    }

    private static double[] Values(LineReader lines, string text)
    {
        var values = new List<double>();
        var fields = new Fields(text, ',');
        while (fields.Next()) values.Add(fields.Current is "?" or "NaN" ? double.NaN
            : lines.Number(fields.Current, fields.Column, "values separated by commas"));
        return [.. values];
    }

    private static Table Table(List<(double[][] Dimensions, string Label)> rows, int dimensions, int length)
    {
        var columns = new List<Column>();
        for (var d = 0; d < dimensions; d++)
        {
            for (var t = 0; t < length; t++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{(dimensions > 1 ? $"d{d + 1}_" : "")}t{t + 1}");
                columns.Add(new NumericColumn(name, [.. rows.Select(r => t < r.Dimensions[d].Length ? r.Dimensions[d][t] : double.NaN)]));
            }
        }

        columns.Add(CategoricalColumn.From("class", [.. rows.Select(r => r.Label)]));
        return new(columns, [.. columns.Select(c => c.Name == "class" ? ColumnRole.Target : ColumnRole.Feature)]);
    }
}
