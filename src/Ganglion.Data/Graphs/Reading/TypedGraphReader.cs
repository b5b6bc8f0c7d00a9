namespace Ganglion.Data;

/// <summary>
/// Reads graphs of several types: <c>nodes_TYPE.csv</c> a type of node and <c>edges_SOURCE_RELATION_TARGET.csv</c> a type of edge (a file
/// <c>edges_RELATION.csv</c> says by its header what it joins); or one <c>nodes.csv</c> with a column <c>type</c> and one <c>edges.csv</c>, with a column
/// <c>relation</c> where two types are joined in several ways.
/// </summary>
internal static class TypedGraphReader
{
    private static readonly char[] Joints = ['_', '-', '.'];

    public static bool Recognises(DataFolder folder) => NodeFiles(folder).Count > 0;

    public static HeteroGraph Read(DataFolder folder, string? target)
    {
        var (nodeFiles, tables) = (NodeFiles(folder), new Dictionary<string, NodeTable>(StringComparer.Ordinal));
        foreach (var (type, file) in nodeFiles)
        {
            var table = NodeTable.Read(folder, file, type, target, mayLack: true);
            if (!tables.TryAdd(type, table)) throw new DataException($"two files of nodes of type '{type}'", "one file a type", "Join them, or rename one.", file);
        }

        if (target is not null && tables.Values.All(t => t.Nodes.Labels is null && t.Nodes.Targets is null))
            throw new DataException($"no column '{target}' in the files of nodes", "a column to predict", "Correct its name.", folder.Path);
        var edges = new List<EdgeSet>();
        foreach (var (words, file) in Stems(folder, "edges"))
        {
            var type = TypeOf(words, file, tables.Keys);
            EdgeFile read = EdgeFile.Read(folder, file, tables[type.Source].Index, tables[type.Target].Index);
            edges.Add(EdgeSet.FromEdges(type, tables[type.Source].Nodes.Count, tables[type.Target].Nodes.Count, read.Sources, read.Targets, read.Weights, read.Times));
        }

        if (edges.Count == 0)
            throw new DataException("files of nodes without edges", "edges_SOURCE_RELATION_TARGET.csv", $"The types are {string.Join(", ", tables.Keys)}.", folder.Path);
        return new([.. tables.Values.Select(t => t.Nodes)], edges);
    }

    /// <summary>The types that a column says, from one file of nodes and one of edges.</summary>
    public static HeteroGraph Read(DataFolder folder, string nodeFile, string edgeFile, string? target)
    {
        var table = NodeTable.Read(folder, nodeFile, "node", target);
        var types = table.Types as CategoricalColumn ?? CategoricalColumn.From("type", [.. Enumerable.Range(0, table.Nodes.Count).Select(table.Types!.Format)]);
        if (Array.IndexOf(types.Codes, -1) is >= 0 and var row)
            throw new DataException($"node '{table.Index.Names[row]}' without a type", "a type for each node", "Fill in its type.", nodeFile, row + 2);
        var members = Enumerable.Range(0, types.Levels.Length).Select(t => Enumerable.Range(0, table.Nodes.Count).Where(n => types.Codes[n] == t).ToArray()).ToArray();
        var place = new int[table.Nodes.Count];
        foreach (var nodes in members)
            for (var i = 0; i < nodes.Length; i++) place[nodes[i]] = i;
        var file = EdgeFile.Read(folder, edgeFile, table.Index, table.Index);
        var groups = new Dictionary<string, (EdgeType Type, List<int> Edges)>(StringComparer.Ordinal);
        for (var e = 0; e < file.Sources.Length; e++)
        {
            var (source, to) = (types.Levels[types.Codes[file.Sources[e]]], types.Levels[types.Codes[file.Targets[e]]]);
            // Without a column that names it, every pair of types is a relation of its own.
            var relation = file.Relations?[e] ?? "to";
            var key = file.Relations is null ? $"{source}\0{to}" : relation;
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = (new(source, relation, to), []);
            if (group.Type != new EdgeType(source, relation, to))
            {
                throw new DataException($"the relation '{relation}' from '{source}' node '{table.Index.Names[file.Sources[e]]}' to '{to}' node '{table.Index.Names[file.Targets[e]]}'",
                    $"one from '{group.Type.Source}' to '{group.Type.Target}', as in line {file.Lines[group.Edges[0]]}",
                    "Correct the edge or the types of its ends, or give the second kind of edge another name.", edgeFile, file.Lines[e]);
            }

            group.Edges.Add(e);
        }

        return new([.. types.Levels.Select((name, t) => Part(table.Nodes, name, members[t], place))], [.. groups.Values.Select(g => EdgeSet.FromEdges(g.Type,
            members[Array.IndexOf(types.Levels, g.Type.Source)].Length, members[Array.IndexOf(types.Levels, g.Type.Target)].Length,
            [.. g.Edges.Select(e => place[file.Sources[e]])], [.. g.Edges.Select(e => place[file.Targets[e]])],
            file.Weights is { } w ? [.. g.Edges.Select(e => w[e])] : [], file.Times is { } t ? [.. g.Edges.Select(e => t[e])] : []))]);
    }

    private static NodeSet Part(NodeSet all, string name, int[] nodes, int[] place)
    {
        var known = nodes.ToHashSet();
        int[] Moved(int[] part) => [.. part.Where(known.Contains).Select(n => place[n])];
        var labels = all.Labels is { } l && nodes.Any(n => l[n] >= 0) ? Array.ConvertAll(nodes, n => l[n]) : null;
        var targets = all.Targets is { } t && nodes.Any(n => !float.IsNaN(t[n])) ? Array.ConvertAll(nodes, n => t[n]) : null;
        return new(name, nodes.Length)
        {
            Features = all.Features?.SelectRows(nodes),
            Labels = labels,
            ClassNames = labels is null ? [] : all.ClassNames,
            Targets = targets,
            Times = all.Times is { } times ? Array.ConvertAll(nodes, n => times[n]) : null,
            NodeNames = [.. nodes.Select(n => all.NodeNames[n])],
            Splits = labels is null && targets is null ? [] : [.. all.Splits.Select(s => new NodeSplit(Moved(s.Train), Moved(s.Validation), Moved(s.Test)))],
        };
    }

    private static EdgeType TypeOf(string words, string file, ICollection<string> types)
    {
        // The longest names first: 'order' must not take the place of 'order_line'.
        foreach (var source in types.OrderByDescending(t => t.Length).Where(t => words.Length > t.Length && words.StartsWith(t, StringComparison.Ordinal) && Joints.Contains(words[t.Length])))
        {
            foreach (var target in types.OrderByDescending(t => t.Length).Where(t => words.EndsWith(t, StringComparison.Ordinal)))
            {
                var middle = words[source.Length..];
                if (middle.Length == target.Length + 1) return new(source, "to", target);
                if (middle.Length > target.Length + 2 && Joints.Contains(middle[^(target.Length + 1)])) return new(source, middle[1..^(target.Length + 1)], target);
            }
        }

        using var reader = new StreamReader(DataFolder.OpenFile(file));
        string[] header = [.. (reader.ReadLine() ?? "").Split(EdgeFile.SeparatorOf(file)).Select(cell => cell.Trim(' ', '"'))];
        if (header is [var from, var to, ..] && Known(from) is { } first && Known(to) is { } second) return new(first, words, second);
        throw new DataException($"the file name '{Path.GetFileName(file)}'", $"edges_SOURCE_RELATION_TARGET.csv with types among {string.Join(", ", types.Select(t => $"'{t}'"))}",
            "A relation joins two types that have a file of nodes: rename the file, or add nodes_TYPE.csv.", file);

        string? Known(string name) => types.FirstOrDefault(t => name.Equals(t, StringComparison.OrdinalIgnoreCase) || name.Equals(t + "_id", StringComparison.OrdinalIgnoreCase));
    }

    private static List<(string Type, string File)> NodeFiles(DataFolder folder) => Stems(folder, "nodes");

    private static List<(string Type, string File)> Stems(DataFolder folder, string prefix) => [.. Sniffer.DataFiles(folder.Path)
        .Select(file => (Stem: Sniffer.Stem(file), file))
        .Where(f => f.Stem.Length > prefix.Length + 1 && f.Stem.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Joints.Contains(f.Stem[prefix.Length]))
        .Select(f => (f.Stem[(prefix.Length + 1)..], f.file))];
}
