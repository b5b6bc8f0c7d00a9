namespace Ganglion.Data;

/// <summary>A graph whose edges join any number of nodes; immutable. Arrays are kept, not copied.</summary>
public sealed record Hypergraph
{
    private Hypergraph(int nodes, int[] edgePointers, int[] members, int[] rowPointers, int[] columns) =>
        (Nodes, EdgePointers, Members, RowPointers, Columns) = (nodes, edgePointers, members, rowPointers, columns);

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>Number of hyperedges.</summary>
    public int Hyperedges => EdgePointers.Length - 1;

    /// <summary>Where the members of each hyperedge begin in <see cref="Members"/>, and the end: <c>[hyperedges + 1]</c>.</summary>
    public int[] EdgePointers { get; }

    /// <summary>The nodes of each hyperedge, ascending within it: <c>[entries]</c>.</summary>
    public int[] Members { get; }

    /// <summary>The incidence matrix by node: where the hyperedges of each node begin in <see cref="Columns"/>, and the end: <c>[nodes + 1]</c>.</summary>
    public int[] RowPointers { get; }

    /// <summary>The hyperedges of each node, ascending within it: <c>[entries]</c>.</summary>
    public int[] Columns { get; }

    /// <summary>The weight of each hyperedge: <c>[hyperedges]</c>; null when all are one.</summary>
    public float[]? Weights { get; init => field = value is null || value.Length == Hyperedges ? value : throw Wrong("weights", value.Length, "hyperedges", Hyperedges); }

    /// <summary>Node features: <c>[nodes, features]</c>; null when there are none.</summary>
    public SparseMatrix? Features { get; init => field = value is null || value.Rows == Nodes ? value : throw Wrong("feature rows", value.Rows, "nodes", Nodes); }

    /// <summary>The class of each node, -1 = none: <c>[nodes]</c>; null when there are none.</summary>
    public int[]? Labels { get; init => field = value is null || value.Length == Nodes ? value : throw Wrong("labels", value.Length, "nodes", Nodes); }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The names of the nodes; empty when they are numbers only.</summary>
    public IReadOnlyList<string> NodeNames { get; init; } = [];

    /// <summary>Divisions that came with the data.</summary>
    public IReadOnlyList<NodeSplit> Splits { get; init; } = [];

    /// <summary>Makes a hypergraph from the members of each hyperedge; a node named twice in one counts once.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="hyperedges">The members of each.</param>
    /// <exception cref="ArgumentException">A hyperedge is empty, or names a node that is not there.</exception>
    public static Hypergraph FromHyperedges(int nodes, IReadOnlyList<int[]> hyperedges)
    {
        var (edgePointers, members, pointers) = (new int[hyperedges.Count + 1], new List<int>(), new int[nodes + 1]);
        for (var e = 0; e < hyperedges.Count; e++)
        {
            if (hyperedges[e].Length == 0) throw new ArgumentException($"Hyperedge {e} has no member.");
            foreach (var node in hyperedges[e].Distinct().Order())
            {
                if ((uint)node >= (uint)nodes) throw new ArgumentException($"Hyperedge {e} holds node {node}; nodes run from 0 to {nodes - 1}.");
                members.Add(node);
                pointers[node + 1]++;
            }

            edgePointers[e + 1] = members.Count;
        }

        for (var node = 0; node < nodes; node++) pointers[node + 1] += pointers[node];
        var (free, columns) = (pointers[..^1], new int[members.Count]);
        for (var e = 0; e < hyperedges.Count; e++)
            for (var k = edgePointers[e]; k < edgePointers[e + 1]; k++) columns[free[members[k]]++] = e;
        return new(nodes, edgePointers, [.. members], pointers, columns);
    }

    /// <summary>The nodes of a hyperedge.</summary>
    public ReadOnlySpan<int> MembersOf(int hyperedge) => Members.AsSpan(EdgePointers[hyperedge]..EdgePointers[hyperedge + 1]);

    /// <summary>The hyperedges of a node.</summary>
    public ReadOnlySpan<int> EdgesOf(int node) => Columns.AsSpan(RowPointers[node]..RowPointers[node + 1]);

    /// <summary>The incidence matrix H <c>[nodes, hyperedges]</c>, all ones.</summary>
    public Csr ToCsr() => new(Nodes, Hyperedges, RowPointers, Columns);

    /// <summary>
    /// The graph that joins every two nodes of a hyperedge, weighted by the sum of w(e) over the hyperedges that hold both: H W Hᵀ off its diagonal
    /// (Zhou, Huang and Schölkopf 2006). A hyperedge of k nodes becomes k (k - 1) / 2 edges.
    /// </summary>
    public Graph CliqueExpansion()
    {
        var (sources, targets, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (var e = 0; e < Hyperedges; e++)
        {
            var nodes = MembersOf(e);
            for (var i = 0; i < nodes.Length; i++)
            {
                for (var j = i + 1; j < nodes.Length; j++)
                {
                    sources.Add(nodes[i]);
                    targets.Add(nodes[j]);
                    weights.Add(Weights?[e] ?? 1);
                }
            }
        }

        return Graph.FromEdges(Nodes, [.. sources], [.. targets], weights: [.. weights]) with
        {
            Features = Features,
            Labels = Labels ?? [.. Enumerable.Repeat(-1, Nodes)],
            ClassNames = ClassNames,
            NodeNames = NodeNames,
            Splits = Splits,
        };
    }

    /// <summary>
    /// The graph of nodes and hyperedges: node <c>Nodes + e</c> stands for hyperedge e and is joined with its members, by edges of its weight. It has
    /// neither label nor features of its own.
    /// </summary>
    public Graph StarExpansion()
    {
        var (sources, weights) = (new int[Members.Length], new float[Members.Length]);
        for (var e = 0; e < Hyperedges; e++)
        {
            for (var k = EdgePointers[e]; k < EdgePointers[e + 1]; k++) (sources[k], weights[k]) = (Nodes + e, Weights?[e] ?? 1);
        }

        var total = Nodes + Hyperedges;
        return Graph.FromEdges(total, sources, Members, weights: Weights is null ? default : weights) with
        {
            Features = Features is { } f ? new(total, f.Columns, [.. f.RowPointers, .. Enumerable.Repeat(f.Count, Hyperedges)], f.ColumnIds, f.Values) : null,
            Labels = [.. Labels ?? Enumerable.Repeat(-1, Nodes), .. Enumerable.Repeat(-1, Hyperedges)],
            ClassNames = ClassNames,
            NodeNames = NodeNames.Count == 0 ? [] : [.. NodeNames, .. Enumerable.Range(0, Hyperedges).Select(e => $"hyperedge {e}")],
            Splits = Splits,
        };
    }

    /// <summary>Its numbers of nodes and hyperedges.</summary>
    public override string ToString() => $"hypergraph of {Nodes} nodes and {Hyperedges} hyperedges";

    private static ArgumentException Wrong(string what, int count, string of, int expected) => new($"There are {count} {what} for {expected} {of}.");
}
