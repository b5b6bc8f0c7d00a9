namespace Ganglion.Data;

/// <summary>
/// Many small graphs with a label each; immutable. Kept as one block-diagonal graph: the nodes of graph g are <c>NodeOffsets[g] .. NodeOffsets[g +
/// 1]</c>,
/// which is also the form of a batch.
/// </summary>
/// <param name="nodeOffsets">Where the nodes of each graph begin, and the end: <c>[graphs + 1]</c>.</param>
/// <param name="rowPointers">Where the incoming edges of each node begin: <c>[nodes + 1]</c>.</param>
/// <param name="columns">The source of each edge, as a node of the whole: <c>[entries]</c>.</param>
/// <param name="nodeTags">The tag of each node: <c>[nodes]</c>.</param>
/// <param name="labels">The class of each graph: <c>[graphs]</c>.</param>
/// <param name="tagCount">Number of different tags.</param>
/// <param name="classNames">The names of the classes.</param>
public sealed class GraphCollection(
    int[] nodeOffsets, int[] rowPointers, int[] columns, int[] nodeTags, int[] labels, int tagCount, IReadOnlyList<string> classNames)
{
    /// <summary>Number of graphs.</summary>
    public int Count => labels.Length;

    /// <summary>Number of nodes of all graphs.</summary>
    public int Nodes => nodeTags.Length;

    /// <summary>Where the nodes of each graph begin, and the end: <c>[graphs + 1]</c>.</summary>
    public int[] NodeOffsets => nodeOffsets;

    /// <summary>Where the incoming edges of each node begin in <see cref="Columns"/>, and the end: <c>[nodes + 1]</c>.</summary>
    public int[] RowPointers => rowPointers;

    /// <summary>The source of each edge, as a node of the whole collection: <c>[entries]</c>.</summary>
    public int[] Columns => columns;

    /// <summary>The tag of each node, below <see cref="TagCount"/>: <c>[nodes]</c>.</summary>
    public int[] NodeTags => nodeTags;

    /// <summary>The class of each graph: <c>[graphs]</c>.</summary>
    public int[] Labels => labels;

    /// <summary>Number of different node tags.</summary>
    public int TagCount => tagCount;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <summary>Published cross-validation: the graphs tested in each fold; the others are learnt from.</summary>
    public IReadOnlyList<int[]> TestFolds { get; init; } = [];

    /// <summary>The graphs of these numbers, in this order, as a collection of their own: a batch. Folds are left behind.</summary>
    public GraphCollection Select(ReadOnlySpan<int> graphs)
    {
        var (offsets, pointers, edges, tags, classes) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), new List<int>(), new List<int>());
        foreach (var g in graphs)
        {
            var shift = tags.Count - nodeOffsets[g];
            for (var node = nodeOffsets[g]; node < nodeOffsets[g + 1]; node++)
            {
                for (var k = rowPointers[node]; k < rowPointers[node + 1]; k++) edges.Add(columns[k] + shift);
                pointers.Add(edges.Count);
                tags.Add(nodeTags[node]);
            }

            offsets.Add(tags.Count);
            classes.Add(labels[g]);
        }

        return new([.. offsets], [.. pointers], [.. edges], [.. tags], [.. classes], tagCount, classNames);
    }
}
