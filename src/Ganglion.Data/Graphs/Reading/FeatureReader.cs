using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads node features, line i = node i: the set columns (<c>3 17 40</c>), or <c>column:value</c> pairs; with commas in the first line, one number a
/// column.
/// The number of columns is the largest seen plus one, where it is not known.
/// </summary>
internal static class FeatureReader
{
    private const int MostColumns = 10_000_000;

    public static SparseMatrix Read(DataFolder folder, string file, int? nodes, int? columns = null)
    {
        using var lines = folder.Lines(file);
        var (pointers, ids, values, width) = (new List<int> { 0 }, new List<int>(), new List<float>(), columns ?? 0);
        var dense = false;
        while (lines.Next())
        {
            dense |= lines.Line == 1 && lines.Text.Contains(',');
            if (lines.Line > nodes)
                throw lines.Error(null, $"features of node {lines.Line - 1}", $"{nodes} lines, as many as there are labels",
                    "Write one line a node in both files.");
            if (dense) Dense(lines, ids, values, ref width);
            else Sparse(lines, ids, values, pointers[^1], columns ?? MostColumns, ref width);
            pointers.Add(ids.Count);
        }

        if (lines.Line == 0) throw lines.Empty("one line a node");
        if (nodes is { } n && lines.Line != n) throw lines.Error(null, $"the end after {lines.Line} lines", $"{n}, as many as there are labels",
            "Write one line a node in both files.");
        return new(pointers.Count - 1, width, [.. pointers], [.. ids], [.. values]);
    }

    private static void Sparse(LineReader lines, List<int> ids, List<float> values, int start, int columns, ref int width)
    {
        var fields = lines.Fields();
        while (fields.Next())
        {
            var colon = fields.Current.IndexOf(':');
            var id = lines.Int(colon < 0 ? fields.Current : fields.Current[..colon], fields.Column, "a feature column");
            if (id < 0 || id >= columns)
                throw lines.Error(fields.Column, $"the feature column {id}", $"a column from 0 to {columns - 1}",
                    "Columns count from 0: correct the index.");
            if (ids.Count > start && id <= ids[^1])
                throw lines.Error(fields.Column, $"column {id} after column {ids[^1]}", "ascending columns",
                    "Sort the line, and name each column once.");
            ids.Add(id);
            values.Add(colon < 0 ? 1f : (float)lines.Number(fields.Current[(colon + 1)..], fields.Column, "the value of a feature"));
            width = Math.Max(width, id + 1);
        }
    }

    private static void Dense(LineReader lines, List<int> ids, List<float> values, ref int width)
    {
        var fields = lines.Fields(',');
        while (fields.Next())
        {
            var value = (float)lines.Number(fields.Current, fields.Column, "the value of a feature");
            if (value == 0) continue;
            ids.Add(fields.Column - 1);
            values.Add(value);
        }

        if (lines.Line > 1 && fields.Column != width)
            throw lines.Error(fields.Column, TableReader.Count(fields.Column, "value"),
                string.Create(CultureInfo.InvariantCulture, $"{width}, as in the lines above"),
                "Write one number a column, or use 'column:value' pairs without commas.");
        width = fields.Column;
    }
}
