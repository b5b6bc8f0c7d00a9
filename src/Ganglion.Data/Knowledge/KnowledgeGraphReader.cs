using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads <c>train</c>, <c>valid</c> and <c>test</c> files (<c>.txt</c>, <c>.tsv</c>, <c>.csv</c>, plain or gzip) of triples
/// <c>head relation tail</c>, separated by tabs, commas or blanks. Entities and relations are numbered as they first appear, or as
/// <c>entities.txt</c> and <c>relations.txt</c> list them, a name a line.
/// </summary>
public static class KnowledgeGraphReader
{
    private static readonly string[] Train = Names("train"), Validation = Names("valid", "validation", "dev", "val"), Test = Names("test");

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="allowUnseen">
    /// Whether a held-out triple may have an entity that no training triple has, as some in the published splits of FB15k-237 and WN18RR do.
    /// Nothing can be learned of such an entity.
    /// </param>
    /// <exception cref="DataException">
    /// No training file, an empty file, a line without exactly three fields, or a held-out triple with an unknown entity or relation.
    /// </exception>
    public static KnowledgeGraph Read(string folder, bool allowUnseen = false) => Read(new DataFolder(folder), allowUnseen);

    internal static Func<DataFolder, DataOptions, object> Loader { get; } = (folder, _) => Read(folder, allowUnseen: true);

    internal static KnowledgeGraph Read(DataFolder folder, bool allowUnseen)
    {
        Vocabulary entities = new(folder, "entities.txt", "entity"), relations = new(folder, "relations.txt", "relation");
        var train = Triples(folder, folder.Require(Train), entities, relations, known: false, allowUnseen);
        Triple[] Held(string[] names) => folder.Find(names) is { } file ? Triples(folder, file, entities, relations, known: true, allowUnseen) : [];
        var (validation, test) = (Held(Validation), Held(Test));
        return new(entities.Count, relations.Count, train, validation, test) { EntityNames = entities.Names, RelationNames = relations.Names };
    }

    /// <summary>
    /// A training part and a held-out part, whose first lines have three fields each; relations come again, entities stand on both sides,
    /// and are not numbers. Others are read on request: <see cref="DataOptions.Form"/>.
    /// </summary>
    internal static bool Recognises(DataFolder folder)
    {
        if (folder.Find(Train) is not { } train || folder.Find([.. Validation, .. Test]) is null) return false;
        using var reader = new StreamReader(DataFolder.OpenFile(train));
        HashSet<string> heads = [], relations = [], tails = [];
        var lines = 0;
        var separator = '\0';
        for (; lines < 2000 && reader.ReadLine() is { } line; lines++)
        {
            if (lines == 0) separator = Separator(line);
            var fields = separator == ' ' ? line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : line.Split(separator);
            if (fields.Length != 3 || IsNumber(fields[0]) || IsNumber(fields[2])) return false;
            heads.Add(fields[0]);
            relations.Add(fields[1]);
            tails.Add(fields[2]);
        }
        return lines > 0 && relations.Count <= Math.Max(1, lines / 2) && heads.Overlaps(tails);
    }

    private static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string[] Names(params string[] stems) => [.. stems.SelectMany(s => new[] { s + ".txt", s + ".tsv", s + ".csv" })];

    private static char Separator(string line) => line.Contains('\t') ? '\t' : line.Contains(',') ? ',' : ' ';

    private static Triple[] Triples(DataFolder folder, string file, Vocabulary entities, Vocabulary relations, bool known, bool allowUnseen)
    {
        using var lines = folder.Lines(file);
        var triples = new List<Triple>();
        var separator = '\0';
        while (lines.Next())
        {
            if (triples.Count == 0) separator = Separator(lines.Text);
            if (string.IsNullOrWhiteSpace(lines.Text)) continue;
            var fields = lines.Fields(separator);
            ReadOnlySpan<char> head = fields.Next() ? fields.Current : default, relation = fields.Next() ? fields.Current : default,
                tail = fields.Next() ? fields.Current : default;
            if (head.IsEmpty || relation.IsEmpty || tail.IsEmpty || fields.Next())
            {
                var count = fields.Column;
                while (fields.Next()) count = fields.Column;
                throw lines.Error(null, TableReader.Count(count, "field"), "three: head, relation, tail",
                    "Separate them by tabs; a name may not be empty.");
            }
            triples.Add(new(entities.Number(head, lines, 1, known && !allowUnseen), relations.Number(relation, lines, 2, known),
                entities.Number(tail, lines, 3, known && !allowUnseen)));
        }
        return triples.Count > 0 ? [.. triples] : throw lines.Empty("triples, one a line: head, relation, tail");
    }

    // Names and their numbers; closed from the start where a file lists them.
    private sealed class Vocabulary
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private readonly List<string> _names = [];
        private readonly string? _list;
        private readonly string _what;

        public Vocabulary(DataFolder folder, string list, string what)
        {
            (_what, _list) = (what, folder.Find(list));
            if (_list is null) return;
            using var lines = folder.Lines(_list);
            while (lines.Next())
                if (lines.Text.Length > 0 && !Add(lines.Text))
                    throw lines.Error(1, $"'{lines.Text}' for the second time", $"each {what} once", "Delete the line.");
        }

        public int Count => _names.Count;

        public IReadOnlyList<string> Names => _names;

        public int Number(ReadOnlySpan<char> name, LineReader lines, int column, bool known)
        {
            if (_numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var number)) return number;
            var text = name.ToString();
            if (_list is not null)
                throw lines.Error(column, $"the {_what} '{text}'", $"one of those that {Path.GetFileName(_list)} lists",
                    NearestNames.Sentence(text, _names));
            if (known)
                throw lines.Error(column, $"the {_what} '{text}', which no training triple has", $"a known {_what}",
                    $"{NearestNames.Sentence(text, _names)} Nothing can be learned of it: add a training triple that has it, or delete this line.");
            Add(text);
            return _names.Count - 1;
        }

        private bool Add(string name)
        {
            if (!_numbers.TryAdd(name, _names.Count)) return false;
            _names.Add(name);
            return true;
        }
    }
}
