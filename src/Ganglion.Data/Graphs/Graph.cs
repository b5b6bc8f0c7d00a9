namespace Ganglion.Data;

/// <summary>One published division of a graph's nodes.</summary>
/// <param name="Train">Nodes to learn from.</param>
/// <param name="Validation">Nodes to choose by.</param>
/// <param name="Test">Nodes to be judged on.</param>
public sealed record NodeSplit(int[] Train, int[] Validation, int[] Test);

/// <summary>A graph with node features and labels; immutable. Arrays are kept, not copied: do not change them afterwards.</summary>
public sealed class Graph
{
    private Graph(int nodes, bool directed, int edges, int[] rowPointers, int[] columns) =>
        (Nodes, Directed, Edges, RowPointers, Columns, Labels) = (nodes, directed, edges, rowPointers, columns, NoLabels(nodes));

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

    /// <summary>Node features: <c>[nodes, features]</c>; null when there are none.</summary>
    public SparseMatrix? Features { get; init => field = value is null || value.Rows == Nodes ? value : throw Wrong("feature rows", value.Rows); }

    /// <summary>The class of each node, -1 = none: <c>[nodes]</c>.</summary>
    public int[] Labels { get; init => field = value.Length == Nodes ? value : throw Wrong("labels", value.Length); }

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

    /// <summary>Makes a graph from its edges; repeated edges count once, self-loops stay when they are given.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="sources">Source of each edge.</param>
    /// <param name="targets">Destination of each edge.</param>
    /// <param name="directed">False stores both directions.</param>
    /// <exception cref="ArgumentException">An edge names a node that is not there, or the lengths differ.</exception>
    public static Graph FromEdges(int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, bool directed = false)
    {
        if (sources.Length != targets.Length) throw new ArgumentException($"{sources.Length} sources and {targets.Length} targets do not fit.");
        var keys = new List<long>(sources.Length * (directed ? 1 : 2));
        for (var i = 0; i < sources.Length; i++)
        {
            if ((uint)sources[i] >= (uint)nodes || (uint)targets[i] >= (uint)nodes)
                throw new ArgumentException($"Edge {i} joins {sources[i]} and {targets[i]}; nodes run from 0 to {nodes - 1}.");
            keys.Add(((long)targets[i] << 32) | (uint)sources[i]);
            if (!directed && sources[i] != targets[i]) keys.Add(((long)sources[i] << 32) | (uint)targets[i]);
        }

        keys.Sort();
        var (pointers, columns, loops, last) = (new int[nodes + 1], new List<int>(keys.Count), 0, -1L);
        foreach (var key in keys)
        {
            if (key == last) continue;
            last = key;
            var (target, source) = ((int)(key >> 32), (int)key);
            pointers[target + 1]++;
            columns.Add(source);
            if (source == target) loops++;
        }

        for (var node = 0; node < nodes; node++) pointers[node + 1] += pointers[node];
        return new(nodes, directed, directed ? columns.Count : ((columns.Count - loops) / 2) + loops, pointers, [.. columns]);
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

        var (sources, targets) = (new List<int>(), new List<int>());
        foreach (var target in nodes)
        {
            foreach (var source in Neighbors(target))
            {
                if (place[source] == 0 || (!Directed && source > target)) continue;
                sources.Add(place[source] - 1);
                targets.Add(place[target] - 1);
            }
        }

        int[] kept = [.. nodes];
        return FromEdges(kept.Length, [.. sources], [.. targets], Directed).With(
            Features?.SelectRows(kept), Array.ConvertAll(kept, n => Labels[n]), ClassNames, [],
            NodeNames.Count == 0 ? [] : [.. kept.Select(n => NodeNames[n])]);
    }

    /// <summary>The same edges with features, labels, names and splits.</summary>
    internal Graph With(SparseMatrix? features, int[] labels, IReadOnlyList<string> classNames, IReadOnlyList<NodeSplit> splits,
        IReadOnlyList<string> nodeNames) =>
        new(Nodes, Directed, Edges, RowPointers, Columns)
        {
            Features = features,
            Labels = labels,
            ClassNames = classNames,
            Splits = splits,
            NodeNames = nodeNames,
        };

    private static int[] NoLabels(int nodes)
    {
        var labels = new int[nodes];
        Array.Fill(labels, -1);
        return labels;
    }

    private ArgumentException Wrong(string what, int count) => new($"There are {count} {what} for {Nodes} nodes.");
}
