using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// The text form of the TU graph collections (Morris et al. 2020): <c>NAME_A.txt</c> with an edge <c>row, column</c> a line over all nodes counted
/// from 1, <c>NAME_graph_indicator.txt</c> with the graph of each node, and beside them what there is of <c>NAME_graph_labels</c>,
/// <c>NAME_graph_attributes</c>, <c>NAME_node_labels</c>, <c>NAME_node_attributes</c>, <c>NAME_edge_labels</c> and <c>NAME_edge_attributes</c>. Any file
/// may be gzip-compressed. What is read and written again is read as the same; an edge that is repeated counts once.
/// </summary>
public static class TuFormat
{
    /// <summary>Reads a collection.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name before <c>_A.txt</c>; null where the folder holds one collection.</param>
    /// <exception cref="DataException">A file is missing or contradicts another; the message names the line.</exception>
    public static GraphCollection Read(string folder, string? name = null) => Read(new DataFolder(folder), name);

    internal static bool Recognises(DataFolder folder) => Names(folder).Length > 0 && folder.Find(Names(folder)[0] + "_graph_indicator.txt") is not null;

    internal static GraphCollection Read(DataFolder folder, string? name)
    {
        name ??= Names(folder) switch
        {
            [var only] => only,
            [] => throw new DataException("no file that ends with _A.txt", "a collection in the TU form", "Give the folder that holds NAME_A.txt.", folder.Path),
            var several => throw new DataException($"{several.Length} collections ({string.Join(", ", several)})", "one", "Say which.", folder.Path),
        };
        var offsets = Indicator(folder, folder.Require($"{name}_graph_indicator.txt"));
        int graphs = offsets.Length - 1, nodes = offsets[^1];
        var edges = Edges(folder, folder.Require($"{name}_A.txt"), offsets);
        var tags = Words(folder, $"{name}_node_labels.txt", nodes, "node");
        var classes = Words(folder, $"{name}_graph_labels.txt", graphs, "graph");
        var kinds = Words(folder, $"{name}_edge_labels.txt", edges.Lines, "edge");
        double[] targets = Numbers(folder, $"{name}_graph_attributes.txt", graphs, "graph"), edgeNumbers = Numbers(folder, $"{name}_edge_attributes.txt", edges.Lines, "edge");
        if (classes is null && targets.Length == 0)
            throw new DataException($"neither {name}_graph_labels.txt nor {name}_graph_attributes.txt", "a class or a number for each graph", "Add one of the files.", folder.Path);
        int width = edges.Lines == 0 ? 0 : edgeNumbers.Length / edges.Lines;
        return new(offsets, edges.Pointers, edges.Columns, tags?.Codes ?? new int[nodes], classes?.Codes ?? [], tags?.Names.Length ?? 0, classes?.Names ?? [])
        {
            TagNames = tags?.Names ?? [],
            NodeAttributes = Array.ConvertAll(Numbers(folder, $"{name}_node_attributes.txt", nodes, "node"), v => (float)v),
            EdgeLabels = kinds is { } k ? Array.ConvertAll(edges.Order, line => k.Codes[line]) : [],
            EdgeLabelNames = kinds?.Names ?? [],
            EdgeAttributes = [.. edges.Order.SelectMany(line => edgeNumbers.AsSpan(line * width, width).ToArray()).Select(v => (float)v)],
            Targets = targets,
            TestFolds = GraphCollectionReader.Folds(folder, graphs),
        };
    }

    /// <summary>Writes a collection; files of that name are replaced.</summary>
    /// <param name="graphs">The collection.</param>
    /// <param name="folder">The folder, made if it is not there.</param>
    /// <param name="name">The name before <c>_A.txt</c>.</param>
    public static void Write(GraphCollection graphs, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        int[] rows = [.. Enumerable.Range(0, graphs.Nodes).SelectMany(n => Enumerable.Repeat(n, graphs.RowPointers[n + 1] - graphs.RowPointers[n]))];
        Lines("A", graphs.Edges, k => $"{rows[k] + 1}, {graphs.Columns[k] + 1}");
        Lines("graph_indicator", graphs.Nodes, n => $"{GraphOf(graphs.NodeOffsets, n) + 1}");
        if (graphs.Labels.Length > 0) Lines("graph_labels", graphs.Count, g => graphs.ClassNames[graphs.Labels[g]]);
        if (graphs.TagCount > 0) Lines("node_labels", graphs.Nodes, n => graphs.TagNames.Count > 0 ? graphs.TagNames[graphs.NodeTags[n]] : $"{graphs.NodeTags[n]}");
        if (graphs.EdgeLabels.Length > 0)
            Lines("edge_labels", graphs.Edges, k => graphs.EdgeLabelNames.Count > 0 ? graphs.EdgeLabelNames[graphs.EdgeLabels[k]] : $"{graphs.EdgeLabels[k]}");
        if (graphs.NodeWidth > 0) Lines("node_attributes", graphs.Nodes, n => Row(graphs.NodeAttributes, n, graphs.NodeWidth));
        if (graphs.EdgeWidth > 0) Lines("edge_attributes", graphs.Edges, k => Row(graphs.EdgeAttributes, k, graphs.EdgeWidth));
        if (graphs.TargetCount > 0) Lines("graph_attributes", graphs.Count, g => Row(graphs.Targets, g, graphs.TargetCount));
        if (graphs.TestFolds.Count > 0)
            File.WriteAllLines(Path.Combine(folder, "test_folds.txt"), graphs.TestFolds.Select(f => string.Join(' ', f)));

        void Lines(string what, int count, Func<int, string> line) =>
            File.WriteAllLines(Path.Combine(folder, $"{name}_{what}.txt"), Enumerable.Range(0, count).Select(line));
        static string Row<T>(T[] values, int row, int width) where T : IFormattable =>
            string.Join(", ", values.Skip(row * width).Take(width).Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
    }

    private static string[] Names(DataFolder folder) =>
    [
        .. new[] { "_A.txt", "_A.txt.gz" }.SelectMany(end => Directory.EnumerateFiles(folder.Path, "*" + end).Select(f => Path.GetFileName(f)[..^end.Length])).Distinct().Order(StringComparer.Ordinal),
    ];

    private static int GraphOf(int[] offsets, int node)
    {
        int at = Array.BinarySearch(offsets, node);
        return at >= 0 ? at : ~at - 1;
    }

    // Where the nodes of each graph begin: graphs are numbered from 1 and their nodes lie together.
    private static int[] Indicator(DataFolder folder, string file)
    {
        using var lines = folder.Lines(file);
        var offsets = new List<int>();
        int node = 0;
        for (; lines.Next(); node++)
        {
            int graph = lines.Int(lines.Text.AsSpan().Trim(), 1, "the number of a graph");
            if (graph == offsets.Count + 1) offsets.Add(node);
            else if (graph > offsets.Count)
                throw lines.Error(1, $"graph {graph} after graph {offsets.Count}, so that graph {offsets.Count + 1} has no node", "at least one node in each graph, in ascending order", "Remove the graph without nodes, and number the others anew.");
            else if (graph != offsets.Count) throw lines.Error(1, $"graph {graph} after graph {offsets.Count}", "the nodes of a graph one after another", "Sort the nodes by graph.");
        }
        return offsets.Count == 0 ? throw lines.Empty("the graph of each node, one a line") : [.. offsets, node];
    }

    // Sorted by row and column; Order says which line of the file each came from.
    private static (int[] Pointers, int[] Columns, int[] Order, int Lines) Edges(DataFolder folder, string file, int[] offsets)
    {
        using var lines = folder.Lines(file);
        var (edges, nodes) = (new List<(int Row, int Column, int Line)>(), offsets[^1]);
        while (lines.Next())
        {
            var fields = lines.Fields(',');
            int row = Node(ref fields), column = Node(ref fields);
            int a = GraphOf(offsets, row), b = GraphOf(offsets, column);
            if (a != b) throw lines.Error(null, $"an edge from node {column + 1} of graph {b + 1} to node {row + 1} of graph {a + 1}", "edges within one graph", "Correct the edge, or the graph indicator.");
            edges.Add((row, column, edges.Count));
        }
        int count = edges.Count;
        edges.Sort();
        edges = [.. edges.Where((e, i) => i == 0 || (e.Row, e.Column) != (edges[i - 1].Row, edges[i - 1].Column))];
        var pointers = new int[nodes + 1];
        foreach (var e in edges) pointers[e.Row + 1]++;
        for (int n = 0; n < nodes; n++) pointers[n + 1] += pointers[n];
        return (pointers, [.. edges.Select(e => e.Column)], [.. edges.Select(e => e.Line)], count);

        int Node(ref Fields fields)
        {
            if (!fields.Next()) throw lines.Error(fields.Column + 1, "the end of the line", "'row, column'", "Complete the edge.");
            int node = lines.Int(fields.Current, fields.Column, "a node");
            return node >= 1 && node <= nodes ? node - 1
                : throw lines.Error(fields.Column, $"node {node}", $"a node from 1 to {nodes}", "Correct the edge, or add the node to the graph indicator.");
        }
    }

    // Words, numbered in the order of their numbers where they are numbers, else of the alphabet.
    private static (int[] Codes, string[] Names)? Words(DataFolder folder, string name, int items, string of)
    {
        if (folder.Find(name) is not { } file) return null;
        using var lines = folder.Lines(file);
        var words = new List<string>();
        while (lines.Next()) words.Add(lines.Text.Trim());
        Check(file, words.Count, items, of);
        string[] names = [.. words.Distinct()];
        names = names.All(w => double.TryParse(w, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(w => double.Parse(w, CultureInfo.InvariantCulture)).ThenBy(w => w, StringComparer.Ordinal)] : [.. names.Order(StringComparer.Ordinal)];
        var codes = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        return ([.. words.Select(w => codes[w])], names);
    }

    private static double[] Numbers(DataFolder folder, string name, int items, string of)
    {
        if (folder.Find(name) is not { } file) return [];
        using var lines = folder.Lines(file);
        var (values, rows, width) = (new List<double>(), 0, 0);
        for (; lines.Next(); rows++)
        {
            var fields = lines.Fields(',');
            int before = values.Count;
            while (fields.Next()) values.Add(lines.Number(fields.Current, fields.Column, $"an attribute of a {of}"));
            if (rows == 0) width = values.Count;
            else if (values.Count - before != width) throw lines.Error(null, $"{values.Count - before} numbers", $"{width}, as in the first line", "Complete the line.");
        }
        Check(file, rows, items, of);
        return [.. values];
    }

    private static void Check(string file, int lines, int items, string of)
    {
        if (lines != items) throw new DataException($"{lines} lines", $"{items}, one {(of[0] == 'e' ? "an" : "a")} {of}", "The files belong to different collections, or one is truncated.", file);
    }
}
