using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads interaction logs: delimited <c>user, item[, rating[, time]]</c> with or without a header, or one user a line, <c>user item item …</c>. Users
/// and items
/// may be numbers or names; in delimited files they are renumbered from 0 in order of appearance (numbers: in ascending order).
/// </summary>
public static class InteractionsReader
{
    private static readonly string[] UserColumns = ["user", "user_id", "userid", "uid", "customer", "customer_id"];
    private static readonly string[] ItemColumns = ["item", "item_id", "itemid", "iid", "product", "product_id", "movie_id", "movieid", "movie",
        "song", "book"];
    private static readonly string[] RatingColumns = ["rating", "score", "stars", "weight", "value", "count"];
    private static readonly string[] TimeColumns = ["time", "timestamp", "date", "datetime", "unix_time"];

    /// <summary>Reads one file, delimited or one user a line.</summary>
    /// <exception cref="DataException">The file cannot be read as interactions.</exception>
    public static Interactions Read(string path)
    {
        var folder = new DataFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return LooksLikeAdjacency(path) ? Adjacency(folder, path) : Delimited(folder, path);
    }

    /// <summary>True for names of columns that only a log of users and items has.</summary>
    internal static bool Recognises(IEnumerable<string> header)
    {
        string[] names = [.. header.Select(n => n.ToLowerInvariant())];
        return names.Length is >= 2 and <= 4 && names.Any(UserColumns.Contains) && names.Any(ItemColumns.Contains);
    }

    /// <summary>One user a line: whole numbers with blanks between them, and lines of different length.</summary>
    internal static bool LooksLikeAdjacency(string path)
    {
        using var reader = new StreamReader(DataFolder.OpenFile(path));
        var lengths = new HashSet<int>();
        for (var i = 0; i < 50 && reader.ReadLine() is { } line; i++)
        {
            if (line.AsSpan().IndexOfAnyExcept("0123456789 \r") >= 0) return false;
            lengths.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        }

        return lengths.Count > 1;
    }

    /// <summary>Delimited files that share users and items: the log, then a test part where there is one.</summary>
    /// <param name="folder">The data set.</param>
    /// <param name="file">The log.</param>
    /// <param name="testFile">The test part.</param>
    /// <param name="first">When given, users and items are numbers from this one on, to be kept though some of them have no event.</param>
    internal static Interactions Delimited(DataFolder folder, string file, string? testFile = null, int? first = null)
    {
        var log = Rows(folder, file);
        var test = testFile is null ? null : Rows(folder, testFile);
        var (users, userNames) = Renumber(log.Users, test?.Users, first);
        var (items, itemNames) = Renumber(log.Items, test?.Items, first);
        return Part(log, test is null ? null : Part(test));

        Interactions Part(Events events, Interactions? testPart = null) =>
            new([.. events.Users.Select(u => users[u])], [.. events.Items.Select(i => items[i])], users.Count, items.Count)
            {
                Ratings = events.Ratings,
                Times = events.Times,
                UserNames = userNames,
                ItemNames = itemNames,
                Test = testPart,
            };
    }

    /// <summary>One user a line; files of parts share their numbers. Numbers are kept as they are, less <paramref name="first"/>.</summary>
    /// <param name="folder">The data set.</param>
    /// <param name="file">The log or training part.</param>
    /// <param name="test">The test part.</param>
    /// <param name="validation">The validation part.</param>
    /// <param name="first">The lowest number: 0 or 1.</param>
    /// <param name="ordered">True when the items of a line stand in time order.</param>
    internal static Interactions Adjacency(DataFolder folder, string file, string? test = null, string? validation = null, int first = 0,
        bool ordered = false)
    {
        SequenceLists[] parts = [.. new[] { file, test, validation }.Select(f => f is null ? SequenceLists.None : Lists(folder, f, first))];
        var users = parts.SelectMany(p => p.Users).DefaultIfEmpty(-1).Max() + 1;
        var items = parts.SelectMany(p => p.Items).DefaultIfEmpty(-1).Max() + 1;
        return Part(parts[0], parts[1], parts[2]);

        Interactions Part(SequenceLists part, SequenceLists? testPart = null, SequenceLists? validationPart = null) =>
            new(part.Users, part.Items, users, items)
            {
                Times = ordered ? part.Positions : null,
                Test = test is null || testPart is null ? null : Part(testPart),
                Validation = validation is null || validationPart is null ? null : Part(validationPart),
            };
    }

    /// <summary>The same log where the order of the file is each user's order in time.</summary>
    internal static Interactions InOrder(Interactions log)
    {
        var next = new long[log.UserCount];
        return new(log.Users, log.Items, log.UserCount, log.ItemCount)
        {
            Times = [.. log.Users.Select(user => next[user]++)],
            UserNames = log.UserNames,
            ItemNames = log.ItemNames,
        };
    }

    private static SequenceLists Lists(DataFolder folder, string file, int first)
    {
        using var lines = folder.Lines(file);
        var (users, items, positions) = (new List<int>(), new List<int>(), new List<long>());
        while (lines.Next())
        {
            var fields = lines.Fields();
            if (!fields.Next()) continue;
            var user = Id(lines, fields.Current, 1, "a user number", first);
            for (var position = 0; fields.Next(); position++)
            {
                users.Add(user);
                items.Add(Id(lines, fields.Current, fields.Column, "an item number", first));
                positions.Add(position);
            }
        }

        return lines.Line == 0 ? throw lines.Empty("one user a line: 'user item item …'") : new([.. users], [.. items], [.. positions]);
    }

    private static int Id(LineReader lines, ReadOnlySpan<char> field, int column, string what, int first)
    {
        var id = lines.Int(field, column, what);
        return id >= first ? id - first : throw lines.Error(column, $"'{id}'", $"{what} from {first} on", "Correct the number.");
    }

    private static Events Rows(DataFolder folder, string file)
    {
        using var head = new StreamReader(DataFolder.OpenFile(file));
        var sample = head.ReadLine()
            ?? throw new DataException("an empty file", "user,item[,rating[,time]] rows", "Check that the file was written completely.", file);
        var separator = sample.Contains('\t') ? '\t' : sample.Contains("::", StringComparison.Ordinal) ? ':' : sample.Contains(',') ? ',' : ';';
        if (sample.IndexOf(separator) < 0) separator = ' ';
        using var records = new CsvTokenizer(file, new StreamReader(folder.Open(file)), separator);
        var events = new Events();
        int[]? columns = null;
        var width = 0;
        while (records.Read())
        {
            var n = separator == ':' ? (records.FieldCount + 1) / 2 : records.FieldCount;
            if (columns is null)
            {
                width = n;
                columns = Columns(records, n, file, separator, out var header);
                if (header) continue;
            }

            if (n != width)
                throw new DataException(TableReader.Count(n, "value"), $"{width}, as in the first line", "Complete the line.", file, records.Line,
                    Math.Min(n, width));
            events.Add(records, columns, file, separator == ':' ? 2 : 1);
        }

        return events;
    }

    /// <summary>Where user, item, rating and time stand; -1 = nowhere.</summary>
    private static int[] Columns(CsvTokenizer records, int n, string file, char separator, out bool header)
    {
        if (n < 2)
            throw new DataException("one value", "at least a user and an item", "Separate them by a comma or a tab.", file, records.Line, 1);
        string[] names = [.. Enumerable.Range(0, n).Select(i => records[separator == ':' ? i * 2 : i].ToString().ToLowerInvariant())];
        header = names.Any(UserColumns.Contains) || names.Any(ItemColumns.Contains);
        if (!header) return [0, 1, n > 2 ? 2 : -1, n > 3 ? 3 : -1];
        int Of(string[] known) => Array.FindIndex(names, known.Contains);
        var (user, item) = (Of(UserColumns), Of(ItemColumns));
        if (user < 0 || item < 0)
            throw new DataException($"the header '{string.Join(',', names)}'", "a column named user and one named item", "Rename the columns.", file,
                records.Line);
        return [user, item, Of(RatingColumns), Of(TimeColumns)];
    }

    /// <summary>Numbers from 0 for the names: in numerical order when all are whole numbers, else as they first appear.</summary>
    private static (Dictionary<string, int> Index, string[] Names) Renumber(List<string> log, List<string>? test, int? first)
    {
        string[] names = [.. (test is null ? log : log.Concat(test)).Distinct(StringComparer.Ordinal)];
        var numbers = Array.ConvertAll(names, n => long.TryParse(n, NumberStyles.Integer, CultureInfo.InvariantCulture, out var v) ? v
            : long.MinValue);
        if (!numbers.Contains(long.MinValue))
        {
            Array.Sort(numbers, names);
            if (first is { } low) names = [.. Enumerable.Range(low, (int)numbers[^1] - low + 1)
                .Select(n => n.ToString(CultureInfo.InvariantCulture))];
        }

        return (CategoricalColumn.Index(names), names);
    }

    private sealed record SequenceLists(int[] Users, int[] Items, long[] Positions)
    {
        public static SequenceLists None { get; } = new([], [], []);
    }

    private sealed class Events
    {
        private readonly List<float> ratings = [];
        private readonly List<long> times = [];
        private readonly Dictionary<string, string> interned = new(StringComparer.Ordinal);

        public List<string> Users { get; } = [];

        public List<string> Items { get; } = [];

        public float[]? Ratings => ratings.Count > 0 ? [.. ratings] : null;

        public long[]? Times => times.Count > 0 ? [.. times] : null;

        public void Add(CsvTokenizer records, int[] columns, string file, int stride)
        {
            Users.Add(Name(records, columns[0] * stride, "a user", file));
            Items.Add(Name(records, columns[1] * stride, "an item", file));
            if (columns[2] >= 0)
            {
                var cell = records[columns[2] * stride];
                ratings.Add(float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var rating) ? rating
                    : throw Wrong(records, columns[2], cell, "a rating (a number)", file));
            }

            if (columns[3] < 0) return;
            var time = records[columns[3] * stride];
            times.Add(long.TryParse(time, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? seconds
                : DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date.ToUnixTimeSeconds()
                : throw Wrong(records, columns[3], time, "a time (seconds since 1970, or a date)", file));
        }

        private string Name(CsvTokenizer records, int field, string what, string file)
        {
            var cell = records[field];
            if (cell.IsEmpty) throw Wrong(records, field, cell, what, file);
            var lookup = interned.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(cell, out var name)) return name;
            name = cell.ToString();
            return interned[name] = name;
        }

        private static DataException Wrong(CsvTokenizer records, int field, ReadOnlySpan<char> cell, string what, string file) =>
            new(cell.IsEmpty ? "an empty value" : $"'{cell}'", what, "Correct the value.", file, records.Line, field + 1);
    }
}
