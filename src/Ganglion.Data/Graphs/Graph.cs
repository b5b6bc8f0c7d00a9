namespace Ganglion.Data;

/// <summary>One published division of a graph's nodes.</summary>
/// <param name="Train">Nodes to learn from.</param>
/// <param name="Validation">Nodes to choose by.</param>
/// <param name="Test">Nodes to be judged on.</param>
public sealed record NodeSplit(int[] Train, int[] Validation, int[] Test);

/// <summary>
/// A graph whose nodes and edges may carry features, labels, targets and weights; immutable: <c>graph with { Labels = … }</c> makes another of the same
/// edges. Arrays are kept, not copied: do not change them afterwards.
/// </summary>
public sealed partial record Graph
{
    private Graph(int nodes, bool directed, int edges, int[] rowPointers, int[] columns) =>
        (Nodes, Directed, Edges, RowPointers, Columns, Labels) = (nodes, directed, edges, rowPointers, columns, Filled(nodes, -1));

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>True when an edge has a direction; otherwise both directions are stored.</summary>
    public bool Directed { get; }

    /// <summary>Number of distinct edges; an undirected edge counts once, though both directions are stored.</summary>
    public int Edges { get; }

    /// <summary>Where the incoming edges of each node begin in <see cref="Columns"/>, and the end: <c>[nodes + 1]</c>.</summary>
    public int[] RowPointers { get; }

    /// <summary>The source node of each edge, grouped by destination and ascending within it: <c>[entries]</c>.</summary>
    public int[] Columns { get; }

    /// <summary>The weight of each entry of <see cref="Columns"/>: <c>[entries]</c>; null when all are one.</summary>
    public float[]? Weights { get; init => field = value is null || value.Length == Columns.Length ? value : throw Unfit("weights", value.Length); }

    /// <summary>The features of each entry of <see cref="Columns"/>, row after row: <c>[entries, edge features]</c>; null when there are none.</summary>
    public float[]? EdgeFeatures
    {
        get;
        init => field = value is null || (Columns.Length == 0 ? value.Length == 0 : value.Length % Columns.Length == 0) ? value
            : throw Unfit("edge features", value.Length);
    }

    /// <summary>Number of features of an edge.</summary>
    public int EdgeFeatureCount => EdgeFeatures is { } f && Columns.Length > 0 ? f.Length / Columns.Length : 0;

    /// <summary>Node features: <c>[nodes, features]</c>; null when there are none.</summary>
    public SparseMatrix? Features { get; init => field = value is null || value.Rows == Nodes ? value : throw Wrong("feature rows", value.Rows); }

    /// <summary>The class of each node, -1 = none: <c>[nodes]</c>.</summary>
    public int[] Labels { get; init => field = value.Length == Nodes ? value : throw Wrong("labels", value.Length); }

    /// <summary>A number to predict for each node, NaN = none: <c>[nodes]</c>; null when classes are to be predicted, or nothing.</summary>
    public float[]? Targets { get; init => field = value is null || value.Length == Nodes ? value : throw Wrong("targets", value.Length); }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The names of the nodes; empty when they are numbers only.</summary>
    public IReadOnlyList<string> NodeNames { get; init; } = [];

    /// <summary>Divisions that came with the data.</summary>
    public IReadOnlyList<NodeSplit> Splits { get; init; } = [];

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Sources of the edges into a node.</summary>
    public ReadOnlySpan<int> Neighbors(int node) => Columns.AsSpan(RowPointers[node]..RowPointers[node + 1]);

    /// <summary>Whether there is an edge from one node to another.</summary>
    public bool HasEdge(int source, int target) => Neighbors(target).BinarySearch(source) >= 0;

    /// <summary>The adjacency <c>[nodes, nodes]</c>, row = destination, its values the weights.</summary>
    public Csr ToCsr() => new(Nodes, Nodes, RowPointers, Columns, Weights is null ? null : Tensor.From(Weights));

    /// <summary>Every edge once: source, target and its place in <see cref="Columns"/>; of an undirected edge the source is the smaller end.</summary>
    public (int[] Sources, int[] Targets, int[] Entries) EdgeList()
    {
        var (sources, targets, entries, at) = (new int[Edges], new int[Edges], new int[Edges], 0);
        for (var target = 0; target < Nodes; target++)
        {
            for (var k = RowPointers[target]; k < RowPointers[target + 1]; k++)
            {
                if (!Directed && Columns[k] > target) break;
                (sources[at], targets[at], entries[at++]) = (Columns[k], target, k);
            }
        }

        return (sources, targets, entries);
    }

    /// <summary>The same nodes with every edge in both directions; two opposite edges become one of their mean weight.</summary>
    public Graph ToUndirected()
    {
        if (!Directed) return this;
        var (sources, targets, entries) = EdgeList();
        // The list is in the order of the entries, so that weights and features lie as they are.
        return About(FromEdges(Nodes, sources, targets, false, Weights, EdgeFeatures));
    }

    /// <summary>The same nodes with some of the edges.</summary>
    /// <param name="kept">Whether an entry of <see cref="Columns"/> stays; of an undirected graph, both directions alike.</param>
    internal Graph WithEntries(ReadOnlySpan<bool> kept)
    {
        var (pointers, entries, loops) = (new int[Nodes + 1], new List<int>(), 0);
        for (var node = 0; node < Nodes; node++)
        {
            for (var k = RowPointers[node]; k < RowPointers[node + 1]; k++)
            {
                if (!kept[k]) continue;
                entries.Add(k);
                if (Columns[k] == node) loops++;
            }

            pointers[node + 1] = entries.Count;
        }

        return About(OfEntries(Nodes, pointers, [.. entries], [.. entries.Select(k => Columns[k])], loops));
    }

    /// <summary>Some nodes and the edges among them, renumbered in the order given; published divisions are left behind.</summary>
    /// <param name="nodes">Distinct nodes.</param>
    /// <exception cref="ArgumentException">A node occurs twice or is not there.</exception>
    public Graph Subgraph(ReadOnlySpan<int> nodes)
    {
        var place = new int[Nodes];
        for (var i = 0; i < nodes.Length; i++)
        {
            if ((uint)nodes[i] >= (uint)Nodes || place[nodes[i]] > 0)
                throw new ArgumentException($"Node {nodes[i]} is given twice, or is not there; nodes run from 0 to {Nodes - 1}.");
            place[nodes[i]] = i + 1;
        }

        var (pointers, columns, entries, loops) = (new int[nodes.Length + 1], new List<int>(), new List<int>(), 0);
        var row = new List<(int Column, int Entry)>();
        for (var i = 0; i < nodes.Length; i++)
        {
            row.Clear();
            for (var k = RowPointers[nodes[i]]; k < RowPointers[nodes[i] + 1]; k++)
                if (place[Columns[k]] > 0) row.Add((place[Columns[k]] - 1, k));
            row.Sort();
            foreach (var (column, entry) in row)
            {
                columns.Add(column);
                entries.Add(entry);
                if (column == i) loops++;
            }

            pointers[i + 1] = columns.Count;
        }

        int[] kept = [.. nodes];
        return OfEntries(kept.Length, pointers, [.. entries], [.. columns], loops) with
        {
            Features = Features?.SelectRows(kept),
            Labels = Array.ConvertAll(kept, n => Labels[n]),
            Targets = Targets is { } t ? Array.ConvertAll(kept, n => t[n]) : null,
            ClassNames = ClassNames,
            NodeNames = NodeNames.Count == 0 ? [] : [.. kept.Select(n => NodeNames[n])],
        };
    }

    /// <summary>Its numbers of nodes and edges.</summary>
    public override string ToString() => $"graph of {Nodes} nodes and {Edges} {(Directed ? "directed " : "")}edges";

    private Graph OfEntries(int nodes, int[] pointers, int[] entries, int[] columns, int loops)
    {
        float[]? weights = Weights is { } w ? Array.ConvertAll(entries, k => w[k]) : null, features = null;
        if (EdgeFeatures is { } f)
        {
            var width = EdgeFeatureCount;
            features = new float[entries.Length * width];
            for (var i = 0; i < entries.Length; i++) f.AsSpan(entries[i] * width, width).CopyTo(features.AsSpan(i * width));
        }

        return new(nodes, Directed, Directed ? columns.Length : ((columns.Length - loops) / 2) + loops, pointers, columns)
        {
            Weights = weights,
            EdgeFeatures = features,
        };
    }

    // What is known of these nodes, on other edges among them.
    private Graph About(Graph edges) => edges with
    {
        Features = Features,
        Labels = Labels,
        Targets = Targets,
        ClassNames = ClassNames,
        NodeNames = NodeNames,
        Splits = Splits,
    };

    private static int[] Filled(int count, int value)
    {
        var all = new int[count];
        Array.Fill(all, value);
        return all;
    }

    private ArgumentException Wrong(string what, int count) => new($"There are {count} {what} for {Nodes} nodes.");

    private ArgumentException Unfit(string what, int count) => new($"There are {count} {what} for {Columns.Length} entries of {nameof(Columns)}.");
}
