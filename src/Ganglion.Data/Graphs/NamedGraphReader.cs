namespace Ganglion.Data;

/// <summary>
/// Reads the form a person writes: <c>nodes.csv</c> with an id, features and a label; <c>edges.csv</c> whose first two columns name nodes.
/// </summary>
internal static class NamedGraphReader
{
    private static readonly string[] LabelNames = ["label", "class", "y", "target"];

    public static Graph Read(DataFolder folder, string nodeFile, string edgeFile, bool directed, string? target)
    {
        var table = TableReader.Read(folder.Open(nodeFile), nodeFile, new());
        var id = table.Columns.FirstOrDefault(c => c.Name is "id" or "node" or "name") ?? table.Columns[0];
        var label = target is not null ? Label(table, target, nodeFile) : table.Columns.FirstOrDefault(c => LabelNames.Contains(c.Name));
        var split = table.Columns.FirstOrDefault(c => c.Name == "split");
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < table.Rows; row++)
        {
            if (!index.TryAdd(id.Format(row), row))
                throw new DataException($"two nodes '{id.Format(row)}'", $"different values in column '{id.Name}'", "Give each node its own id.",
                    nodeFile);
        }

        var (sources, targets) = ReadEdges(folder, edgeFile, index, nodeFile);
        var graph = Graph.FromEdges(table.Rows, sources, targets, directed);
        var classes = label is null ? null : label as CategoricalColumn
            ?? (label as NumericColumn)?.ToCategorical()
                ?? CategoricalColumn.From(label.Name, [.. Enumerable.Range(0, table.Rows).Select(label.Format)]);
        return graph with
        {
            Features = Features([.. table.Columns.Where(c => c != id && c != label && c != split)], table.Rows),
            Labels = classes?.Codes ?? graph.Labels,
            ClassNames = classes?.Levels ?? [],
            Splits = split is null ? [] : [Split(split, table.Rows)],
            NodeNames = [.. index.Keys],
        };
    }

    private static Column Label(Table table, string target, string file) =>
        table.Columns.FirstOrDefault(c => c.Name == target) ?? throw Schema.Unknown(target, [.. table.Columns.Select(c => c.Name)], file);

    private static (int[] Sources, int[] Targets) ReadEdges(DataFolder folder, string file, Dictionary<string, int> index, string nodeFile)
    {
        using var reader = new StreamReader(folder.Open(file));
        using var records = new CsvTokenizer(file, reader, file.Contains(".csv", StringComparison.Ordinal) ? ',' : '\t');
        var (sources, targets) = (new List<int>(), new List<int>());
        var lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();
        var first = true;
        while (records.Read())
        {
            if (records.FieldCount < 2)
                throw new DataException("one value", "two: the ends of an edge", "Write both ends.", file, records.Line, 2);
            var known = lookup.TryGetValue(records[0], out var source) & lookup.TryGetValue(records[1], out var target);
            if (known)
            {
                sources.Add(source);
                targets.Add(target);
            }
            else if (!first || lookup.TryGetValue(records[0], out _) || lookup.TryGetValue(records[1], out _))
            {
                var column = lookup.TryGetValue(records[0], out _) ? 2 : 1;
                throw new DataException($"an edge to node '{records[column - 1]}'", $"the id of a node in {Path.GetFileName(nodeFile)}",
                    $"Add the node there, or drop the edge. {NearestNames.Sentence(records[column - 1].ToString(), index.Keys)}", file, records.Line,
                        column);
            }

            first = false;
        }

        return ([.. sources], [.. targets]);
    }

    /// <summary>Numbers as they are, names one column a level; what is missing is zero.</summary>
    private static SparseMatrix? Features(Column[] columns, int rows)
    {
        var widths = columns.Select(c => c switch { NumericColumn => 1, CategoricalColumn names => names.Levels.Length, _ => 0 }).ToArray();
        if (widths.Sum() == 0) return null;
        var (pointers, ids, values) = (new int[rows + 1], new List<int>(), new List<float>());
        for (var row = 0; row < rows; row++)
        {
            for (int c = 0, at = 0; c < columns.Length; at += widths[c++])
            {
                var (id, value) = columns[c] switch
                {
                    NumericColumn numbers when !numbers.IsMissing(row) => (at, (float)numbers.Values[row]),
                    CategoricalColumn names when !names.IsMissing(row) => (at + names.Codes[row], 1f),
                    _ => (at, 0f),
                };
                if (value == 0) continue;
                ids.Add(id);
                values.Add(value);
            }

            pointers[row + 1] = ids.Count;
        }

        return new(rows, widths.Sum(), pointers, [.. ids], [.. values]);
    }

    private static NodeSplit Split(Column column, int rows)
    {
        int[] Of(params string[] names) =>
            [.. Enumerable.Range(0, rows).Where(row => names.Contains(column.Format(row), StringComparer.OrdinalIgnoreCase))];
        return new(Of("train"), Of("val", "validation", "valid"), Of("test"));
    }
}
