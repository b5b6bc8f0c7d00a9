namespace Ganglion.Data;

/// <summary>
/// Reads a hypergraph: the members of a hyperedge a line, separated by comma, tab, semicolon, bar or blanks. Beside it, as for a graph,
/// <c>nodes.csv</c>, or <c>labels.txt</c> and <c>features.txt</c> with nodes numbered from 0.
/// </summary>
internal static class HypergraphReader
{
    private static readonly string[] Files = ["hyperedges.txt", "hyperedges.tsv", "hyperedges.csv"];

    public static bool Recognises(DataFolder folder) => folder.Find(Files) is not null;

    public static Hypergraph Read(DataFolder folder, string? target) => Read(folder, folder.Require(Files), target);

    public static Hypergraph Read(DataFolder folder, string file, string? target, bool alone = false)
    {
        if (!alone && folder.Find("nodes.csv", "nodes.tsv") is { } nodeFile)
        {
            var table = NodeTable.Read(folder, nodeFile, "node", target);
            return Hypergraph.FromHyperedges(table.Nodes.Count, Members(folder, file, table.Index)) with
            {
                Features = table.Nodes.Features,
                Labels = table.Nodes.Labels,
                ClassNames = table.Nodes.ClassNames,
                NodeNames = table.Nodes.NodeNames,
                Splits = table.Nodes.Splits,
            };
        }

        if (!alone && GraphReader.ReadNodes(folder) is { Count: { } count } known)
        {
            return Hypergraph.FromHyperedges(count, Members(folder, file, count)) with
            {
                Features = known.Features,
                Labels = known.Labels?.Codes,
                ClassNames = known.Labels?.Levels ?? [],
                Splits = GraphReader.ReadSplits(folder, count),
            };
        }

        var index = new NodeIndex();
        var members = Members(folder, file, index);
        return Hypergraph.FromHyperedges(index.Names.Count, members) with { NodeNames = [.. index.Names] };
    }

    private static List<int[]> Members(DataFolder folder, string file, NodeIndex index) => Lines(folder, file, (lines, fields) =>
    {
        var node = index.Find(fields);
        return node >= 0 ? node : throw lines($"a hyperedge of node '{fields}'", $"the id of a node in {index.Of}", $"Add the node there. {NearestNames.Sentence(fields.ToString(), [.. index.Names])}");
    });

    private static List<int[]> Members(DataFolder folder, string file, int nodes) => Lines(folder, file, (lines, field) =>
        int.TryParse(field, out var node) && (uint)node < (uint)nodes ? node
            : throw lines($"a hyperedge of node '{field}'", $"a node from 0 to {nodes - 1}", "Node i is line i + 1 of the labels or features: add the node there."));

    private delegate int Resolve(Func<string, string, string, DataException> error, ReadOnlySpan<char> name);

    private static List<int[]> Lines(DataFolder folder, string file, Resolve resolve)
    {
        var separator = EdgeFile.SeparatorOf(file);
        using var lines = folder.Lines(file);
        var hyperedges = new List<int[]>();
        var nodes = new List<int>();
        while (lines.Next())
        {
            if (string.IsNullOrWhiteSpace(lines.Text) || EdgeFile.IsComment(lines.Text)) continue;
            nodes.Clear();
            var fields = lines.Fields(separator);
            while (fields.Next())
            {
                var column = fields.Column;
                if (fields.Current.IsEmpty) continue;
                nodes.Add(resolve((found, expected, remedy) => lines.Error(column, found, expected, remedy), fields.Current));
            }

            if (nodes.Count == 0) throw lines.Error(null, "no member", "the members of a hyperedge", "Write them, or remove the line.");
            hyperedges.Add([.. nodes]);
        }

        return hyperedges.Count == 0 ? throw lines.Empty("one hyperedge a line: its members") : hyperedges;
    }
}
