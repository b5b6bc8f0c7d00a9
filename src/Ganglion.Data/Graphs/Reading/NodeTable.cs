namespace Ganglion.Data;

/// <summary>A file of nodes: who they are, and what is known of them.</summary>
/// <param name="Index">Their names.</param>
/// <param name="Nodes">What is known, under the name of their type.</param>
/// <param name="Types">The column <c>type</c>, if it is there.</param>
internal sealed record NodeTable(NodeIndex Index, NodeSet Nodes, Column? Types)
{
    private const int MostIntegerClasses = 30;
    private static readonly string[] LabelNames = ["label", "class", "y", "target"], TypeNames = ["type", "node_type", "kind"];

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">The file.</param>
    /// <param name="type">What these nodes are called.</param>
    /// <param name="target">The column to predict; null = <c>label</c>, <c>class</c>, <c>y</c> or <c>target</c>, whichever is there.</param>
    /// <param name="mayLack">Whether the file may be without the column that was asked for, since another has it.</param>
    public static NodeTable Read(DataFolder folder, string file, string type, string? target, bool mayLack = false)
    {
        var table = TableReader.Read(folder.Open(file), file, new() { Header = HasHeader(file) ? HeaderMode.Yes : HeaderMode.Auto });
        if (table.Rows == 0) throw new DataException("no node", "one node a line", "Add the nodes, or remove the file.", file);
        var id = table.Columns.FirstOrDefault(c => c.Name is "id" or "node" or "name") ?? table.Columns[0];
        var wanted = target is null || (mayLack && table.Columns.All(c => c.Name != target)) ? null : target;
        var label = wanted is not null ? table.Columns.FirstOrDefault(c => c.Name == wanted) ?? throw Schema.Unknown(wanted, [.. table.Columns.Select(c => c.Name)], file)
            : table.Columns.FirstOrDefault(c => LabelNames.Contains(c.Name, StringComparer.OrdinalIgnoreCase));
        var (split, types) = (table.Columns.FirstOrDefault(c => c.Name == "split"), table.Columns.FirstOrDefault(c => TypeNames.Contains(c.Name)));
        var times = table.Columns.FirstOrDefault(c => c != label && c != id && TimeColumn.IsTimeName(c.Name));
        var index = new NodeIndex(id, file);
        var classes = label switch
        {
            null => null,
            NumericColumn numbers => IsClass(numbers, wanted is not null) ? numbers.ToCategorical() : null,
            CategoricalColumn names => names,
            _ => CategoricalColumn.From(label.Name, [.. Enumerable.Range(0, table.Rows).Select(label.Format)]),
        };
        var nodes = new NodeSet(type, table.Rows)
        {
            Features = Features([.. table.Columns.Where(c => c != id && c != label && c != split && c != times && c != types)], table.Rows),
            Labels = classes?.Codes,
            ClassNames = classes?.Levels ?? [],
            Targets = label is NumericColumn values && classes is null ? Array.ConvertAll(values.Values, v => (float)v) : null,
            Times = times is null ? null : [.. Enumerable.Range(0, table.Rows).Select(row => Time(times, row, file))],
            NodeNames = index.Names,
            Splits = split is null ? [] : [Split(split, table.Rows)],
        };
        return new(index, nodes, types);
    }

    // A header alone looks like a row of words; it is one where it names the ids.
    private static bool HasHeader(string file)
    {
        using var reader = new StreamReader(DataFolder.OpenFile(file));
        return (reader.ReadLine() ?? "").Split(EdgeFile.SeparatorOf(file))[0].Trim(' ', '"') is "id" or "node" or "name";
    }

    // Few whole numbers are classes; anything finer, or a numeric column that was asked for by name with many values, is to be forecast.
    private static bool IsClass(NumericColumn column, bool asked)
    {
        double[] values = [.. column.Values.Where(v => !double.IsNaN(v))];
        if (values.Any(v => v != Math.Floor(v))) return false;
        var distinct = values.Distinct().Count();
        return distinct <= (asked ? 2 : MostIntegerClasses) || (!asked && distinct * 10 <= values.Length);
    }

    private static double Time(Column column, int row, string file) => column.IsMissing(row) ? double.NegativeInfinity
        : EdgeFile.TryTime(column.Format(row), out var time) ? time
        : throw new DataException($"'{column.Format(row)}'", $"a time in column '{column.Name}'", "Correct the value, or rename the column.", file, row + 2);

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
