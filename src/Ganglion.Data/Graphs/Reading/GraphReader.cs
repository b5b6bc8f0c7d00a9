namespace Ganglion.Data;

/// <summary>
/// Reads a graph from a folder. Numbered form: <c>edges.tsv</c> (two node numbers a line, and a weight or none), <c>labels.txt</c> or
/// <c>targets.txt</c> and <c>features.txt</c> (line i = node i), with <c>train.index.txt</c>, <c>val.index.txt</c>, <c>test.index.txt</c> or
/// <c>splits.txt</c> (one letter a split: t, v, s). Named form: <c>nodes.csv</c> (an id column, features, a label or a number to predict) and
/// <c>edges.csv</c> (two ids a line; a header may name a weight and features). Edges alone: any two columns. Any file may be gzip-compressed.
/// </summary>
public static class GraphReader
{
    internal static readonly string[] EdgeFiles = ["edges.tsv", "edges.txt", "edges.csv"];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="directed">True keeps the direction of edges.</param>
    /// <param name="target">Label column of <c>nodes.csv</c>; null = <c>label</c>, <c>class</c>, <c>y</c> or <c>target</c>, whichever is
    /// there.</param>
    /// <exception cref="DataException">The folder cannot be read as a graph.</exception>
    public static Graph Read(string folder, bool directed = false, string? target = null) => Read(new DataFolder(folder), directed, target);

    internal static bool Recognises(DataFolder folder) => folder.Find(EdgeFiles) is not null;

    /// <summary>Reads a registered data set: undirected unless the options say otherwise, with as many features as it is known to have.</summary>
    internal static Func<DataFolder, DataOptions, Graph> Loader(int? features = null) =>
        (folder, options) => Read(folder, options.Directed ?? false, options.Target, features);

    internal static Graph Read(DataFolder folder, bool directed, string? target = null, int? width = null)
    {
        var edges = folder.Require(EdgeFiles);
        if (folder.Find("nodes.csv", "nodes.tsv") is { } nodes) return NamedGraphReader.Read(folder, nodes, edges, directed, target);
        var (labels, numbers, features, count) = ReadNodes(folder, width);
        if (count is not { } nodeCount) return EdgeListReader.Read(folder, edges, directed);
        var (sources, targets, weights) = ReadEdges(folder, edges, nodeCount);
        var graph = Graph.FromEdges(nodeCount, sources, targets, directed, weights);
        return graph with
        {
            Features = features,
            Labels = labels?.Codes ?? graph.Labels,
            ClassNames = labels?.Levels ?? [],
            Targets = numbers,
            Splits = ReadSplits(folder, nodeCount),
        };
    }

    /// <summary>What the numbered files say of nodes, and how many there are; null when there are no such files.</summary>
    internal static (CategoricalColumn? Labels, float[]? Targets, SparseMatrix? Features, int? Count) ReadNodes(DataFolder folder, int? width = null)
    {
        var labels = folder.Find("labels.txt", "labels.tsv", "labels.csv") is { } labelFile ? ReadLabels(folder, labelFile) : null;
        var numbers = folder.Find("targets.txt", "targets.tsv", "targets.csv") is { } targetFile ? ReadTargets(folder, targetFile, labels?.Length) : null;
        var features = folder.Find("features.txt", "features.tsv", "features.csv") is { } featureFile
            ? FeatureReader.Read(folder, featureFile, labels?.Length ?? numbers?.Length, width) : null;
        return (labels, numbers, features, labels?.Length ?? numbers?.Length ?? features?.Rows);
    }

    private static (int[] Sources, int[] Targets, float[] Weights) ReadEdges(DataFolder folder, string file, int nodes)
    {
        using var lines = folder.Lines(file);
        var (sources, targets, weights) = (new List<int>(), new List<int>(), new List<float>());
        while (lines.Next())
        {
            if (lines.Text.Length == 0 || lines.Text[0] == '#') continue;
            var fields = lines.Fields(lines.Text.Contains(',') ? ',' : ' ');
            var ends = (Node(ref fields), Node(ref fields));
            sources.Add(ends.Item1);
            targets.Add(ends.Item2);
            if (fields.Next())
            {
                var weight = (float)lines.Number(fields.Current, 3, "the weight of an edge");
                if (!float.IsFinite(weight)) throw lines.Error(3, $"'{fields.Current}'", "a finite weight", "Correct the weight.");
                weights.Add(weight);
                if (fields.Next()) throw lines.Error(4, $"'{fields.Current}'", "two node numbers and a weight", "Leave further columns out.");
            }

            if (weights.Count != 0 && weights.Count != sources.Count)
                throw lines.Error(3, weights.Count < sources.Count ? "no weight" : "a weight", "a weight in every line, or in none", "Make the lines alike.");
        }

        return lines.Line == 0 ? throw lines.Empty("one edge a line: two node numbers") : ([.. sources], [.. targets], [.. weights]);

        int Node(ref Fields fields)
        {
            if (!fields.Next()) throw lines.Error(fields.Column + 1, "the end of the line", "two node numbers", "Write both ends of the edge.");
            var node = lines.Int(fields.Current, fields.Column, "a node number");
            if ((uint)node >= (uint)nodes)
                throw lines.Error(fields.Column, $"an edge to node {node}", $"a node from 0 to {nodes - 1}",
                    "Node i is line i + 1 of the labels or features: add the node there, or drop the edge.");
            return node;
        }
    }

    private static CategoricalColumn ReadLabels(DataFolder folder, string file)
    {
        using var lines = folder.Lines(file);
        var texts = new List<string?>();
        while (lines.Next()) texts.Add(lines.Text.Trim() is "" or "-1" or "?" ? null : lines.Text.Trim());
        if (texts.Count == 0) throw lines.Empty("one label a line");
        return CategoricalColumn.From("label", texts);
    }

    private static float[] ReadTargets(DataFolder folder, string file, int? nodes)
    {
        using var lines = folder.Lines(file);
        var values = new List<float>();
        while (lines.Next()) values.Add(lines.Text.Trim() is "" or "?" or "NaN" ? float.NaN : (float)lines.Number(lines.Text.Trim(), 1, "the target of a node"));
        if (values.Count == 0) throw lines.Empty("one target a line");
        return nodes is { } n && n != values.Count ? throw lines.Error(null, $"{values.Count} targets", $"{n}, as many as there are labels", "Write one line a node in both files.") : [.. values];
    }

    internal static List<NodeSplit> ReadSplits(DataFolder folder, int nodes)
    {
        if (folder.Find("splits.txt") is { } letters) return ReadLetters(folder, letters, nodes);
        if (folder.Find("train.index.txt") is not { } train) return [];
        return [new(ReadIndex(folder, train, nodes), ReadIndex(folder, folder.Require("val.index.txt"), nodes),
            ReadIndex(folder, folder.Require("test.index.txt"), nodes))];
    }

    private static int[] ReadIndex(DataFolder folder, string file, int nodes)
    {
        using var lines = folder.Lines(file);
        var index = new List<int>();
        while (lines.Next())
        {
            if (lines.Text.Length == 0) continue;
            var node = lines.Int(lines.Text, 1, "a node number");
            if ((uint)node >= (uint)nodes) throw lines.Error(1, $"node {node}", $"a node from 0 to {nodes - 1}", "Correct the split.");
            index.Add(node);
        }

        return [.. index];
    }

    private static List<NodeSplit> ReadLetters(DataFolder folder, string file, int nodes)
    {
        using var lines = folder.Lines(file);
        var rows = new List<string>();
        while (lines.Next())
        {
            var wrong = lines.Text.AsSpan().IndexOfAnyExcept("tvs-");
            if (wrong >= 0) throw lines.Error(wrong + 1, $"'{lines.Text[wrong]}'", "t (train), v (validation), s (test) or - (unused)",
                "Correct the letter.");
            if (rows.Count > 0 && lines.Text.Length != rows[0].Length)
                throw lines.Error(null, TableReader.Count(lines.Text.Length, "letter"), $"{rows[0].Length}, as in the first line",
                    "Write one letter a split.");
            rows.Add(lines.Text);
        }

        if (rows.Count != nodes) throw lines.Error(null, $"{rows.Count} lines", $"{nodes}, one a node", "Write one line a node.");
        int[] Of(int split, char letter) => [.. Enumerable.Range(0, nodes).Where(node => rows[node][split] == letter)];
        return [.. Enumerable.Range(0, rows[0].Length).Select(k => new NodeSplit(Of(k, 't'), Of(k, 'v'), Of(k, 's')))];
    }
}
