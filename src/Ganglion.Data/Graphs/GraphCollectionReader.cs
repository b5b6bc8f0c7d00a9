namespace Ganglion.Data;

/// <summary>
/// Reads the graph kernel collections: a number of graphs; per graph a line <c>nodes label</c>, then a line <c>tag degree neighbour …</c> per node,
/// neighbours
/// counted within the graph. Beside it, <c>test_folds.txt</c>: the graphs tested in each fold.
/// </summary>
internal static class GraphCollectionReader
{
    public static GraphCollection Read(DataFolder folder, string file)
    {
        using var lines = folder.Lines(file);
        if (!lines.Next()) throw lines.Empty("the number of graphs in the first line");
        var count = lines.Int(lines.Text.Trim(), 1, "the number of graphs");
        var (offsets, pointers, edges, tags, labels) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), new List<int>(),
            new List<string>());
        for (var g = 0; g < count; g++)
        {
            var fields = Line(lines, $"graph {g + 1} of {count}");
            var nodes = Next(lines, ref fields, "the number of nodes", 1, int.MaxValue);
            if (!fields.Next()) throw lines.Error(2, "the end of the line", "the label of the graph", "Write 'nodes label'.");
            labels.Add(fields.Current.ToString());
            for (var node = 0; node < nodes; node++) Node(lines, node, nodes, edges, pointers, tags, offsets[^1]);
            offsets.Add(tags.Count);
        }

        var classes = CategoricalColumn.From("label", labels);
        int[] distinctTags = [.. tags.Distinct().Order()];
        return new([.. offsets], [.. pointers], [.. edges], [.. tags.Select(tag => Array.BinarySearch(distinctTags, tag))], classes.Codes,
            distinctTags.Length, classes.Levels)
        { TestFolds = Folds(folder, count) };
    }

    private static void Node(LineReader lines, int node, int nodes, List<int> edges, List<int> pointers, List<int> tags, int offset)
    {
        var fields = Line(lines, $"node {node + 1} of {nodes}");
        tags.Add(Next(lines, ref fields, "a node tag", 0, int.MaxValue));
        var degree = Next(lines, ref fields, "the number of neighbours", 0, int.MaxValue);
        var sources = new SortedSet<int>();
        for (var k = 0; k < degree; k++) sources.Add(Next(lines, ref fields, $"a neighbour from 0 to {nodes - 1}", 0, nodes - 1) + offset);
        edges.AddRange(sources);
        pointers.Add(edges.Count);
    }

    private static Fields Line(LineReader lines, string what) => lines.Next()
        ? lines.Fields()
        : throw new DataException("the end of the file", what, "The file is truncated: fetch it again.", lines.File, lines.Line + 1);

    private static int Next(LineReader lines, ref Fields fields, string what, int low, int high)
    {
        if (!fields.Next()) throw lines.Error(fields.Column + 1, "the end of the line", what, "Complete the line.");
        var value = lines.Int(fields.Current, fields.Column, what);
        return value >= low && value <= high ? value : throw lines.Error(fields.Column, $"'{value}'", what, "Correct the value.");
    }

    public static List<int[]> Folds(DataFolder folder, int graphs)
    {
        var folds = new List<int[]>();
        if (folder.Find("test_folds.txt") is not { } file) return folds;
        using var lines = folder.Lines(file);
        while (lines.Next())
        {
            var fields = lines.Fields();
            var fold = new List<int>();
            while (fields.Next())
            {
                var graph = lines.Int(fields.Current, fields.Column, "the number of a graph");
                if ((uint)graph >= (uint)graphs) throw lines.Error(fields.Column, $"graph {graph}", $"a graph from 0 to {graphs - 1}",
                    "Correct the fold.");
                fold.Add(graph);
            }

            folds.Add([.. fold]);
        }

        return folds;
    }
}
