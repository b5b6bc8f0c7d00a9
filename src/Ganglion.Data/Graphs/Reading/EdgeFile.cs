using System.Globalization;

namespace Ganglion.Data;

/// <summary>The edges of a file, in its order.</summary>
/// <param name="Sources">The number of each source.</param>
/// <param name="Targets">The number of each target.</param>
/// <param name="Lines">The line of each edge.</param>
internal sealed record EdgeFile(int[] Sources, int[] Targets, int[] Lines)
{
    private static readonly string[] SourceNames = ["source", "src", "from", "head", "u", "node1", "id1"], TargetNames = ["target", "dst", "to", "destination", "tail", "v", "node2", "id2"],
        WeightNames = ["weight", "w", "value", "strength"], RelationNames = ["relation", "type", "edge_type", "rel"], TimeNames = ["t", "ts", "unixtime"];

    public float[]? Weights { get; init; }

    public double[]? Times { get; init; }

    /// <summary>All other columns of numbers, row after row.</summary>
    public float[]? Features { get; init; }

    public string[]? Relations { get; init; }

    /// <summary>The first two names of the header; null without one.</summary>
    public (string Source, string Target)? Ends { get; init; }

    /// <summary>
    /// Reads a file: comma, tab, semicolon, bar or blanks between the values; lines that begin with <c>#</c>, <c>%</c> or <c>//</c> are passed over. With
    /// a header, columns are known by their names; without one the first two are the ends, the third is the weight and the fourth the time.
    /// </summary>
    public static EdgeFile Read(DataFolder folder, string file, NodeIndex sources, NodeIndex targets, bool thirdIsTime = false)
    {
        var separator = SeparatorOf(file);
        using var reader = new StreamReader(folder.Open(file));
        using var records = new CsvTokenizer(file, reader, separator);
        var (from, to, lines, relations) = (new List<int>(), new List<int>(), new List<int>(), new List<string>());
        var (weights, times, features) = (new List<float>(), new List<double>(), new List<float>());
        Layout? layout = null;
        (string, string)? ends = null;
        while (records.Read())
        {
            if (IsComment(records[0])) continue;
            if (records.FieldCount < 2)
                throw Error(records, "one value", "two: the ends of an edge", "Write both ends.", 2);
            if (layout is null)
            {
                var header = IsHeader(records, sources, targets);
                layout = header ? Layout.Named(records) : Layout.ByPlace(records.FieldCount, thirdIsTime);
                if (header)
                {
                    ends = (records[layout.Source].ToString(), records[layout.Target].ToString());
                    continue;
                }
            }

            if (records.FieldCount != layout.Fields)
                throw Error(records, TableReader.Count(records.FieldCount, "value"), $"{layout.Fields}, as in the lines above", "Write the same columns in every line.", records.FieldCount);
            from.Add(Node(records, layout.Source, sources));
            to.Add(Node(records, layout.Target, targets));
            lines.Add(records.Line);
            if (layout.Weight >= 0) weights.Add((float)Number(records, layout.Weight, "the weight of an edge"));
            if (layout.Time >= 0) times.Add(Time(records, layout.Time));
            if (layout.Relation >= 0) relations.Add(records[layout.Relation].ToString());
            foreach (var column in layout.Others) features.Add((float)Number(records, column, "a feature of an edge"));
        }

        if (layout is null) throw new DataException("an empty file", "one edge a line", "Check that the file was written or downloaded completely.", file);
        return new([.. from], [.. to], [.. lines])
        {
            Weights = layout.Weight >= 0 ? [.. weights] : null,
            Times = layout.Time >= 0 ? [.. times] : null,
            Relations = layout.Relation >= 0 ? [.. relations] : null,
            Features = layout.Others.Length > 0 ? [.. features] : null,
            Ends = ends,
        };
    }

    /// <summary>Whether the header of a file names a time.</summary>
    public static bool HasTimes(string file)
    {
        using var reader = new StreamReader(DataFolder.OpenFile(file));
        using var records = new CsvTokenizer(file, reader, SeparatorOf(file));
        while (records.Read())
        {
            if (IsComment(records[0])) continue;
            for (var c = 0; c < records.FieldCount; c++)
                if (IsTime(records[c].ToString())) return true;
            return false;
        }

        return false;
    }

    public static char SeparatorOf(string file)
    {
        using var reader = new StreamReader(DataFolder.OpenFile(file));
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line) || IsComment(line.AsSpan().TrimStart())) continue;
            foreach (var candidate in (char[])[',', '\t', ';', '|'])
                if (line.Contains(candidate)) return candidate;
            break;
        }

        return ' ';
    }

    public static bool IsComment(ReadOnlySpan<char> cell) => cell is ['#' or '%', ..] or ['/', '/', ..];

    private static bool IsTime(string name) => TimeColumn.IsTimeName(name) || TimeNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    // Either it says what headers say, or what it says are no nodes though nodes are known, and no other cell is a number.
    private static bool IsHeader(CsvTokenizer records, NodeIndex sources, NodeIndex targets)
    {
        if (sources.Knows(records[0]) || targets.Knows(records[1])) return false;
        var (numbers, named) = (0, 0);
        for (var c = 0; c < records.FieldCount; c++)
        {
            if (double.TryParse(records[c], NumberStyles.Float, CultureInfo.InvariantCulture, out _)) numbers++;
            var name = records[c].ToString();
            if (SourceNames.Concat(TargetNames).Concat(WeightNames).Concat(RelationNames).Contains(name, StringComparer.OrdinalIgnoreCase) || IsTime(name)) named++;
        }

        return numbers == 0 && (named > 0 || sources.Of.Length > 0);
    }

    private static int Node(CsvTokenizer records, int column, NodeIndex index)
    {
        var node = index.Find(records[column]);
        if (node >= 0) return node;
        var name = records[column].ToString();
        if (name.Length == 0) throw Error(records, "no value", "the name of a node", "Write both ends.", column + 1);
        throw Error(records, $"an edge to node '{name}'", $"the id of a node in {index.Of}", $"Add the node there, or drop the edge. {NearestNames.Sentence(name, [.. index.Names])}", column + 1);
    }

    private static double Number(CsvTokenizer records, int column, string what) =>
        double.TryParse(records[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
            : throw Error(records, $"'{records[column]}'", $"{what} (a number, with a point before the decimals)", "Correct the value.", column + 1);

    private static double Time(CsvTokenizer records, int column) => TryTime(records[column].ToString(), out var time) ? time
        : throw Error(records, $"'{records[column]}'", "a time: a number, or a date such as 2024-05-31", "Correct the value.", column + 1);

    /// <summary>A number as it is; a date as seconds since 1970.</summary>
    public static bool TryTime(string text, out double time)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out time)) return double.IsFinite(time);
        if (!TimeColumn.TryParse(text, out var date)) return false;
        time = (date - DateTime.UnixEpoch).TotalSeconds;
        return true;
    }

    private static DataException Error(CsvTokenizer records, string found, string expected, string remedy, int column) => new(found, expected, remedy, records.File, records.Line, column);

    // Which column is what; -1 = none.
    private sealed record Layout(int Fields, int Source, int Target, int Weight, int Time, int Relation, int[] Others)
    {
        public static Layout ByPlace(int fields, bool thirdIsTime) =>
            new(fields, 0, 1, fields > 2 && !thirdIsTime ? 2 : -1, thirdIsTime ? 2 : fields > 3 ? 3 : -1, -1, [.. Enumerable.Range(0, fields).Skip(thirdIsTime ? 3 : 4)]);

        public static Layout Named(CsvTokenizer records)
        {
            string[] names = [.. Enumerable.Range(0, records.FieldCount).Select(c => records[c].ToString())];
            int Of(string[] known) => Array.FindIndex(names, n => known.Contains(n, StringComparer.OrdinalIgnoreCase));
            var (source, target) = (Of(SourceNames), Of(TargetNames));
            if (source < 0 || target < 0 || source == target) (source, target) = (0, 1);
            int[] ends = [source, target];
            int Beside(int column) => ends.Contains(column) ? -1 : column;
            var (weight, relation, time) = (Beside(Of(WeightNames)), Beside(Of(RelationNames)), Beside(Array.FindIndex(names, IsTime)));
            return new(names.Length, source, target, weight, time, relation,
                [.. Enumerable.Range(0, names.Length).Except([source, target, weight, time, relation])]);
        }
    }
}
