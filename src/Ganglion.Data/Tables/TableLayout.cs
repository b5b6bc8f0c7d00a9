using System.Globalization;

namespace Ganglion.Data;

/// <summary>Separator, header and names of a delimited file, found out from its first 64 K characters.</summary>
internal sealed record TableLayout(char Separator, bool HasHeader, string[] Names)
{
    private const int SampleRows = 100;

    public static TableLayout Of(string head, string path, TableOptions options)
    {
        var separator = options.Separator ?? SeparatorOf(head, path, options.Quote);
        var rows = Sample(head, path, separator, options.Quote);
        var header = options.Header switch
        {
            HeaderMode.Yes => true,
            HeaderMode.No => false,
            _ => options.Columns is null && LooksLikeHeader(rows, options),
        };
        string[] names = options.Columns is { } given ? [.. given]
            : [.. rows[0].Select((name, i) => header && name.Length > 0 ? name : $"column{i + 1}")];
        var twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new DataException($"two columns named '{twice}'", "different names", "Rename one of them in the header.", path, 1,
                Array.LastIndexOf(names, twice) + 1);
        return new(separator, header, names);
    }

    private static char SeparatorOf(string head, string path, char quote)
    {
        var (best, width) = (',', 1);
        foreach (var candidate in ",\t;|")
        {
            var rows = Sample(head, path, candidate, quote, forgiving: true);
            if (rows.Count == 0 || rows[0].Length <= width) continue;
            // A ragged row must not hide the separator: most rows, not all, have to agree with the first.
            if (rows.Count(r => r.Length == rows[0].Length) * 2 > rows.Count) (best, width) = (candidate, rows[0].Length);
        }

        if (width > 1) return best;
        var blanks = Sample(head, path, ' ', quote, forgiving: true);
        return blanks.Count > 1 && blanks[0].Length > 1 && blanks.All(r => r.Length == blanks[0].Length) && blanks[1].All(IsNumber) ? ' ' : ',';
    }

    private static List<string[]> Sample(string head, string path, char separator, char quote, bool forgiving = false)
    {
        var rows = new List<string[]>();
        try
        {
            using var records = new CsvTokenizer(path, new StringReader(head), separator, quote);
            while (rows.Count < SampleRows && records.Read())
            {
                var row = new string[records.FieldCount];
                for (var i = 0; i < row.Length; i++) row[i] = records[i].ToString();
                rows.Add(row);
            }
        }
        catch (DataException) when (forgiving || rows.Count > 0)
        {
            // The sample may end inside a quotation; whether the file is sound is found out by reading it, not by looking at its head.
        }

        return rows;
    }

    private static bool LooksLikeHeader(List<string[]> rows, TableOptions options)
    {
        var first = rows[0];
        if (first.Any(IsNumber) && first.Count(IsNumber) * 2 > first.Length) return false;
        var body = rows.Skip(1).Where(r => r.Length == first.Length).ToList();
        var missing = options.MissingMarkers;
        for (var i = 0; i < first.Length; i++)
        {
            string[] cells = [.. body.Select(r => r[i]).Where(cell => !missing.Contains(cell))];
            if (cells.Length == 0) continue;
            if (!IsNumber(first[i]) && !missing.Contains(first[i]) && cells.All(IsNumber)) return true;
            if (IsNumber(first[i]) && first.Count(IsNumber) > 1) return false;
            if (cells.Contains(first[i])) return false;
        }

        return body.Count > 0 && first.Count(IsNumber) <= 1;
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
