namespace Ganglion.Data;

/// <summary>
/// Many small graphs, each with a class, with numbers to predict, or with both; immutable. Kept as one block-diagonal graph: the nodes of graph g
/// are <c>NodeOffsets[g] .. NodeOffsets[g + 1]</c>, which is also the form of a batch. Arrays are kept, not copied.
/// </summary>
/// <param name="nodeOffsets">Where the nodes of each graph begin, and the end: <c>[graphs + 1]</c>.</param>
/// <param name="rowPointers">Where the incoming edges of each node begin: <c>[nodes + 1]</c>.</param>
/// <param name="columns">The source of each edge, as a node of the whole: <c>[entries]</c>.</param>
/// <param name="nodeTags">The tag of each node: <c>[nodes]</c>.</param>
/// <param name="labels">The class of each graph: <c>[graphs]</c>; empty where there are no classes.</param>
/// <param name="tagCount">Number of different tags; 0 where nodes have none.</param>
/// <param name="classNames">The names of the classes.</param>
public sealed class GraphCollection(
    int[] nodeOffsets, int[] rowPointers, int[] columns, int[] nodeTags, int[] labels, int tagCount, IReadOnlyList<string> classNames)
{
    /// <summary>Number of graphs.</summary>
    public int Count => nodeOffsets.Length - 1;

    /// <summary>Number of nodes of all graphs.</summary>
    public int Nodes => nodeTags.Length;

    /// <summary>Number of directed edges of all graphs; a link without direction is two.</summary>
    public int Edges => columns.Length;

    /// <summary>Where the nodes of each graph begin, and the end: <c>[graphs + 1]</c>.</summary>
    public int[] NodeOffsets => nodeOffsets;

    /// <summary>Where the incoming edges of each node begin in <see cref="Columns"/>, and the end: <c>[nodes + 1]</c>.</summary>
    public int[] RowPointers => rowPointers;

    /// <summary>The source of each edge, as a node of the whole collection: <c>[entries]</c>.</summary>
    public int[] Columns => columns;

    /// <summary>The tag of each node, below <see cref="TagCount"/>: <c>[nodes]</c>.</summary>
    public int[] NodeTags => nodeTags;

    /// <summary>The class of each graph: <c>[graphs]</c>; empty where there are no classes.</summary>
    public int[] Labels => labels;

    /// <summary>Number of different node tags; 0 where nodes have none.</summary>
    public int TagCount => tagCount;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <summary>What the tags are called in the files; empty where they are only numbers.</summary>
    public IReadOnlyList<string> TagNames { get; init; } = [];

    /// <summary>Numbers that describe nodes, row by row: <c>[nodes, NodeWidth]</c>; empty for none.</summary>
    public float[] NodeAttributes { get; init => field = Fits(value, Nodes, "node attributes", "nodes"); } = [];

    /// <summary>Columns of <see cref="NodeAttributes"/>.</summary>
    public int NodeWidth => Nodes == 0 ? 0 : NodeAttributes.Length / Nodes;

    /// <summary>The kind of each edge, as <see cref="Columns"/> lie, below <see cref="EdgeLabelCount"/>: <c>[entries]</c>; empty for none.</summary>
    public int[] EdgeLabels { get; init => field = value.Length is 0 || value.Length == Edges ? value : throw Unfit("edge labels", value.Length, Edges, "edges"); } = [];

    /// <summary>What the kinds of edges are called in the files; as many as there are.</summary>
    public IReadOnlyList<string> EdgeLabelNames { get; init; } = [];

    /// <summary>Number of different kinds of edges.</summary>
    public int EdgeLabelCount => EdgeLabels.Length == 0 ? 0 : Math.Max(EdgeLabelNames.Count, 1);

    /// <summary>Numbers that describe edges, row by row as <see cref="Columns"/> lie: <c>[entries, EdgeWidth]</c>; empty for none.</summary>
    public float[] EdgeAttributes { get; init => field = Fits(value, Edges, "edge attributes", "edges"); } = [];

    /// <summary>Columns of <see cref="EdgeAttributes"/>.</summary>
    public int EdgeWidth => Edges == 0 ? 0 : EdgeAttributes.Length / Edges;

    /// <summary>Numbers to predict of graphs, row by row: <c>[graphs, TargetCount]</c>; empty for none.</summary>
    public double[] Targets { get; init => field = value.Length % Math.Max(1, Count) == 0 ? value : throw Unfit("targets", value.Length, Count, "graphs"); } = [];

    /// <summary>Columns of <see cref="Targets"/>.</summary>
    public int TargetCount => Count == 0 ? 0 : Targets.Length / Count;

    /// <summary>Published cross-validation: the graphs tested in each fold; the others are learnt from.</summary>
    public IReadOnlyList<int[]> TestFolds { get; init; } = [];

    /// <summary>The graphs of these numbers, in this order, as a collection of their own: a batch. Folds are left behind.</summary>
    public GraphCollection Select(ReadOnlySpan<int> graphs)
    {
        int nodes = 0, edges = 0;
        foreach (int g in graphs)
        {
            nodes += nodeOffsets[g + 1] - nodeOffsets[g];
            edges += rowPointers[nodeOffsets[g + 1]] - rowPointers[nodeOffsets[g]];
        }
        var (offsets, pointers, sources, tags) = (new int[graphs.Length + 1], new int[nodes + 1], new int[edges], new int[nodes]);
        var classes = new int[labels.Length == 0 ? 0 : graphs.Length];
        var (attributes, targets) = (new float[nodes * NodeWidth], new double[graphs.Length * TargetCount]);
        var (kinds, edgeAttributes) = (new int[EdgeLabels.Length == 0 ? 0 : edges], new float[edges * EdgeWidth]);
        int node = 0, edge = 0;
        for (int i = 0; i < graphs.Length; i++)
        {
            int g = graphs[i], first = nodeOffsets[g], count = nodeOffsets[g + 1] - first, from = rowPointers[first], links = rowPointers[first + count] - from;
            for (int k = 0; k < links; k++) sources[edge + k] = columns[from + k] - first + node;
            for (int n = 0; n < count; n++) pointers[node + n + 1] = rowPointers[first + n + 1] - from + edge;
            nodeTags.AsSpan(first, count).CopyTo(tags.AsSpan(node));
            NodeAttributes.AsSpan(first * NodeWidth, count * NodeWidth).CopyTo(attributes.AsSpan(node * NodeWidth));
            if (kinds.Length > 0) EdgeLabels.AsSpan(from, links).CopyTo(kinds.AsSpan(edge));
            EdgeAttributes.AsSpan(from * EdgeWidth, links * EdgeWidth).CopyTo(edgeAttributes.AsSpan(edge * EdgeWidth));
            Targets.AsSpan(g * TargetCount, TargetCount).CopyTo(targets.AsSpan(i * TargetCount));
            if (classes.Length > 0) classes[i] = labels[g];
            (node, edge) = (node + count, edge + links);
            offsets[i + 1] = node;
        }
        return new(offsets, pointers, sources, tags, classes, tagCount, classNames)
        {
            TagNames = TagNames,
            NodeAttributes = attributes,
            EdgeLabels = kinds,
            EdgeLabelNames = EdgeLabelNames,
            EdgeAttributes = edgeAttributes,
            Targets = targets,
        };
    }

    private static float[] Fits(float[] values, int items, string what, string of) =>
        values.Length % Math.Max(1, items) == 0 ? values : throw Unfit(what, values.Length, items, of);

    private static ArgumentException Unfit(string what, int given, int items, string of) => new($"{given} {what} do not fit {items} {of}.");
}
