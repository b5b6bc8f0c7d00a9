namespace Ganglion.Data;

/// <summary>One table of a folder of tables, said in a line: its columns, target and size.</summary>
internal static class TableMember
{
    /// <summary>A table that is read with defaults, less the rows that lack the target; what the caller's options say goes first.</summary>
    /// <param name="name">Its name, and that of its file without endings.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="rows">Rows that have the target.</param>
    /// <param name="classes">Classes of the target; 0 = a number is to be predicted.</param>
    /// <param name="columns">Names for a file without a header, blanks between them; <c>x*34</c> stands for x1 … x34.</param>
    /// <param name="ignore">Columns not to learn from, blanks between them.</param>
    /// <param name="file">The file where it is not <c>name.csv</c>.</param>
    /// <param name="quote">The quotation mark.</param>
    /// <param name="text">Columns of free text, blanks between them.</param>
    public static DataMember Of(string name, string target, int rows, int classes, string? columns = null, string ignore = "", string? file = null,
        char quote = '"', string text = "")
    {
        return new(name, (folder, options) =>
        {
            var path = folder.Require(file ?? $"{name}.csv");
            return Read(folder, path, Options(options, target, classes, columns, ignore, quote, text));
        })
        {
            Statistics = classes > 0 ? new() { ["rows"] = rows, ["classes"] = classes } : new() { ["rows"] = rows },
        };
    }

    /// <summary>A registered table less the rows that lack the target, from which nothing can be learnt.</summary>
    public static Table Read(DataFolder folder, string path, TableOptions options) =>
        TableReader.Read(folder.Open(path), path, options).WithoutMissing(options.Target!);

    public static TableOptions Options(DataOptions options, string target, int classes, string? columns = null, string ignore = "", char quote = '"',
        string text = "")
    {
        var given = options.TableWith(target);
        var kinds = new Dictionary<string, ColumnKind> { [target] = classes > 0 ? ColumnKind.Categorical : ColumnKind.Numeric };
        foreach (var column in Words(text)) kinds[column] = ColumnKind.Text;
        foreach (var (column, kind) in given.Kinds) kinds[column] = kind;
        return given with
        {
            Kinds = kinds,
            Columns = given.Columns ?? (columns is null ? null : [.. Words(columns).SelectMany(Expand)]),
            Ignore = [.. given.Ignore, .. Words(ignore).Where(column => column != given.Target)],
            Quote = quote,
        };
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Expand(string name) => name.Split('*') is [var stem, var count]
        ? Enumerable.Range(1, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)).Select(i => $"{stem}{i}") : [name];
}
