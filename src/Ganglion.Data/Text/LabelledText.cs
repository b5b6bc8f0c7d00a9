using System.Text;

namespace Ganglion.Data;

/// <summary>Texts with a label each, as a table of the columns <c>text</c> and <c>label</c>.</summary>
internal static class LabelledText
{
    /// <summary>Lines of a label, a blank and the text; the test part shares the labels.</summary>
    public static Table Lines(DataFolder folder, string file, string? test = null, Encoding? encoding = null, Func<string, string>? label = null)
    {
        var train = Read(folder, file, encoding, label);
        return Tables(train, test is null ? null : Read(folder, test, encoding, label));
    }

    /// <summary>One file a label, one text a line.</summary>
    public static Table Files(DataFolder folder, IEnumerable<(string Label, string File)> files, Encoding? encoding = null)
    {
        var rows = new List<(string Label, string Text)>();
        foreach (var (label, file) in files)
        {
            using var lines = folder.Lines(file, encoding);
            while (lines.Next())
                if (lines.Text.Trim() is { Length: > 0 } text) rows.Add((label, text));
        }

        return Tables(rows, null);
    }

    public static Table Tables(List<(string Label, string Text)> train, List<(string Label, string Text)>? test)
    {
        var table = Table(train);
        return test is null ? table : new(table.Columns, table.Roles, Table(test).Conform(table.Schema));
    }

    private static Table Table(List<(string Label, string Text)> rows) => new(
        [new TextColumn("text", [.. rows.Select(r => r.Text)]), CategoricalColumn.From("label", [.. rows.Select(r => r.Label)])],
        [ColumnRole.Feature, ColumnRole.Target]);

    private static List<(string Label, string Text)> Read(DataFolder folder, string file, Encoding? encoding, Func<string, string>? label)
    {
        using var lines = folder.Lines(file, encoding);
        var rows = new List<(string, string)>();
        while (lines.Next())
        {
            if (lines.Text.Length == 0) continue;
            var blank = lines.Text.IndexOf(' ');
            if (blank <= 0) throw lines.Error(1, $"'{lines.Text}'", "a label, a blank and a text", "Write the label first.");
            var name = lines.Text[..blank];
            rows.Add((label is null ? name : label(name), lines.Text[(blank + 1)..].Trim()));
        }

        return rows.Count == 0 ? throw lines.Empty("a label, a blank and a text on each line") : rows;
    }
}
