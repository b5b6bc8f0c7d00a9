namespace Ganglion.Data;

/// <summary>
/// A graph of several types of nodes and edges; immutable. Everything is checked as it is made, and each complaint names the type: a wrong graph does not
/// live until a layer stumbles on it.
/// </summary>
public sealed record HeteroGraph
{
    private readonly Dictionary<string, NodeSet> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<EdgeType, EdgeSet> _edges = [];

    /// <summary>A graph of these nodes and edges.</summary>
    /// <param name="nodeSets">Every type of node once.</param>
    /// <param name="edgeSets">Every type of edge once; both its ends are among the types of nodes.</param>
    /// <exception cref="ArgumentException">A type occurs twice, is unknown, or has another number of nodes than the edges say.</exception>
    public HeteroGraph(IReadOnlyList<NodeSet> nodeSets, IReadOnlyList<EdgeSet> edgeSets)
    {
        foreach (var set in nodeSets)
            if (!_nodes.TryAdd(set.Name, set)) throw new ArgumentException($"The node type '{set.Name}' is given twice: {_nodes[set.Name].Count} and {set.Count} nodes.");
        foreach (var set in edgeSets)
        {
            if (!_edges.TryAdd(set.Type, set)) throw new ArgumentException($"The edge type {set.Type} is given twice.");
            Check(set.Type, set.Type.Source, set.Sources, "source");
            Check(set.Type, set.Type.Target, set.Targets, "target");
        }

        (NodeSets, EdgeSets) = (nodeSets, edgeSets);
    }

    /// <summary>The types of nodes, in the order given.</summary>
    public IReadOnlyList<NodeSet> NodeSets { get; }

    /// <summary>The types of edges, in the order given.</summary>
    public IReadOnlyList<EdgeSet> EdgeSets { get; }

    /// <summary>The type of node that something is to be predicted for: the one given, otherwise the only one with labels or targets.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public string? TargetType
    {
        get => field ?? (NodeSets.Where(n => n.Labels is not null || n.Targets is not null).Take(2).ToArray() is [var only] ? only.Name : null);
        init => field = value is null || _nodes.ContainsKey(value) ? value : throw Unknown(value);
    }

    /// <summary>Number of nodes of all types.</summary>
    public int Nodes => NodeSets.Sum(n => n.Count);

    /// <summary>Number of edges of all types.</summary>
    public int Edges => EdgeSets.Sum(e => e.Count);

    /// <summary>The nodes of a type.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public NodeSet this[string nodeType] => _nodes.TryGetValue(nodeType, out var set) ? set : throw Unknown(nodeType);

    /// <summary>The edges of a type.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public EdgeSet this[EdgeType type] => _edges.TryGetValue(type, out var set) ? set
        : throw new ArgumentException($"There is no edge type {type}; there are {string.Join(", ", EdgeSets.Select(e => e.Type))}.");

    /// <summary>The same graph with every edge type the other way round beside it, named <c>rev_</c> and the relation, so that messages run both ways.</summary>
    public HeteroGraph WithReversed() => new(NodeSets, [.. EdgeSets, .. EdgeSets.Select(e => e.Reversed())]) { TargetType = TargetType };

    /// <summary>
    /// One directed graph of all nodes, type after type: features side by side, each type in columns of its own, after one column a type that says
    /// which it is. Labels and targets are those of <see cref="TargetType"/>; weights of parallel edges add up.
    /// </summary>
    public Graph ToHomogeneous()
    {
        var offsets = Offsets();
        var (sources, targets, weights) = (new int[Edges], new int[Edges], new float[Edges]);
        var at = 0;
        foreach (var set in EdgeSets)
        {
            var (from, to) = set.EdgeList();
            for (var k = 0; k < set.Count; k++, at++)
                (sources[at], targets[at], weights[at]) = (from[k] + offsets[set.Type.Source], to[k] + offsets[set.Type.Target], set.Weights?[k] ?? 1);
        }

        var (labels, numbers, chosen) = (new int[Nodes], new float[Nodes], TargetType is { } type ? this[type] : null);
        Array.Fill(labels, -1);
        Array.Fill(numbers, float.NaN);
        chosen?.Labels?.CopyTo(labels, offsets[chosen.Name]);
        chosen?.Targets?.CopyTo(numbers, offsets[chosen.Name]);
        return Graph.FromEdges(Nodes, sources, targets, directed: true, EdgeSets.Any(e => e.Weights is not null) ? weights : default) with
        {
            Features = JoinFeatures(),
            Labels = labels,
            ClassNames = chosen?.ClassNames ?? [],
            Targets = chosen?.Targets is null ? null : numbers,
            NodeNames = NodeSets.All(n => n.NodeNames.Count == n.Count) ? [.. NodeSets.SelectMany(n => n.NodeNames.Select(name => $"{n.Name}/{name}"))] : [],
            Splits = [.. (chosen?.Splits ?? []).Select(s => new NodeSplit(Moved(s.Train), Moved(s.Validation), Moved(s.Test)))],
        };

        int[] Moved(int[] nodes) => Array.ConvertAll(nodes, n => n + offsets[chosen!.Name]);
    }

    /// <summary>The number of the first node of each type in <see cref="ToHomogeneous"/>.</summary>
    public IReadOnlyDictionary<string, int> Offsets()
    {
        var (offsets, next) = (new Dictionary<string, int>(StringComparer.Ordinal), 0);
        foreach (var set in NodeSets)
        {
            offsets[set.Name] = next;
            next += set.Count;
        }

        return offsets;
    }

    /// <summary>Its types with their counts.</summary>
    public override string ToString() => $"{string.Join(", ", NodeSets.Select(n => $"{n.Count} {n.Name}"))}; {string.Join(", ", EdgeSets.Select(e => $"{e.Count} {e.Type}"))}";

    private SparseMatrix JoinFeatures()
    {
        var (pointers, ids, values, shift) = (new List<int> { 0 }, new List<int>(), new List<float>(), NodeSets.Count);
        for (var t = 0; t < NodeSets.Count; t++)
        {
            var set = NodeSets[t];
            for (var row = 0; row < set.Count; row++)
            {
                ids.Add(t);
                values.Add(1);
                if (set.Features is { } f)
                {
                    for (var k = f.RowPointers[row]; k < f.RowPointers[row + 1]; k++) ids.Add(f.ColumnIds[k] + shift);
                    values.AddRange(f.Values.AsSpan(f.RowPointers[row]..f.RowPointers[row + 1]));
                }

                pointers.Add(ids.Count);
            }

            shift += set.Features?.Columns ?? 0;
        }

        return new(Nodes, shift, [.. pointers], [.. ids], [.. values]);
    }

    private void Check(EdgeType type, string nodeType, int count, string end)
    {
        if (!_nodes.TryGetValue(nodeType, out var set))
            throw new ArgumentException($"The {end} of {type} is the node type '{nodeType}', which the graph does not have; it has {Known()}.");
        if (set.Count != count) throw new ArgumentException($"Edges {type} are made for {count} nodes of type '{nodeType}'; there are {set.Count}.");
    }

    private string Known() => string.Join(", ", _nodes.Keys.Select(name => $"'{name}'"));

    private ArgumentException Unknown(string nodeType) => new($"There is no node type '{nodeType}'; there are {Known()}.");
}
