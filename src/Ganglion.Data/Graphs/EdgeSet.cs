namespace Ganglion.Data;

/// <summary>A kind of edge, said as a sentence: author writes paper.</summary>
/// <param name="Source">The type of node it comes from.</param>
/// <param name="Relation">What it says.</param>
/// <param name="Target">The type of node it points to.</param>
public readonly record struct EdgeType(string Source, string Relation, string Target)
{
    /// <summary>The three words in brackets.</summary>
    public override string ToString() => $"({Source}, {Relation}, {Target})";
}

/// <summary>All edges of one type in a <see cref="HeteroGraph"/>, by destination; immutable. Arrays are kept, not copied.</summary>
public sealed record EdgeSet
{
    /// <summary>Edges that are grouped already.</summary>
    /// <param name="type">What they join.</param>
    /// <param name="sources">Number of nodes of the source type.</param>
    /// <param name="rowPointers">Where the edges into each target begin, and the end: <c>[targets + 1]</c>.</param>
    /// <param name="columns">The source of each edge.</param>
    /// <exception cref="ArgumentException">An edge comes from a node that is not there, or the arrays do not fit.</exception>
    public EdgeSet(EdgeType type, int sources, int[] rowPointers, int[] columns)
    {
        if (rowPointers.Length == 0 || rowPointers[0] != 0 || rowPointers[^1] != columns.Length)
            throw new ArgumentException($"{rowPointers.Length} row pointers do not fit {columns.Length} edges of type {type}.");
        for (var row = 0; row < rowPointers.Length - 1; row++)
        {
            for (var k = rowPointers[row]; k < rowPointers[row + 1]; k++)
                if ((uint)columns[k] >= (uint)sources) throw Missing(type, k, "comes from", type.Source, columns[k], sources);
        }

        (Type, Sources, RowPointers, Columns) = (type, sources, rowPointers, columns);
    }

    /// <summary>What these edges join.</summary>
    public EdgeType Type { get; }

    /// <summary>Number of nodes of the source type.</summary>
    public int Sources { get; }

    /// <summary>Number of nodes of the target type.</summary>
    public int Targets => RowPointers.Length - 1;

    /// <summary>Number of edges.</summary>
    public int Count => Columns.Length;

    /// <summary>Where the edges into each target begin, and the end: <c>[targets + 1]</c>.</summary>
    public int[] RowPointers { get; }

    /// <summary>The source of each edge, grouped by target; within it by time where times are known, otherwise ascending.</summary>
    public int[] Columns { get; }

    /// <summary>The weight of each edge, as <see cref="Columns"/> lie; null when all are one.</summary>
    public float[]? Weights { get; init => field = value is null || value.Length == Count ? value : throw Unfit("weights", value.Length); }

    /// <summary>When each edge came to be, as <see cref="Columns"/> lie; null when nothing is known of it.</summary>
    public double[]? Times { get; init => field = value is null || value.Length == Count ? value : throw Unfit("times", value.Length); }

    /// <summary>Sources of the edges into a node.</summary>
    public ReadOnlySpan<int> Neighbors(int target) => Columns.AsSpan(RowPointers[target]..RowPointers[target + 1]);

    /// <summary>The adjacency <c>[targets, sources]</c>, its values the weights.</summary>
    public Csr ToCsr() => new(Targets, Sources, RowPointers, Columns, Weights is null ? null : Tensor.From(Weights));

    /// <summary>Groups edges by destination. Repeated edges stay as they are.</summary>
    /// <param name="type">What they join.</param>
    /// <param name="sourceCount">Number of nodes of the source type.</param>
    /// <param name="targetCount">Number of nodes of the target type.</param>
    /// <param name="sources">Source of each edge.</param>
    /// <param name="targets">Destination of each edge.</param>
    /// <param name="weights">The weight of each edge; empty when all are one.</param>
    /// <param name="times">When each edge came to be; empty when unknown.</param>
    /// <exception cref="ArgumentException">An edge names a node that is not there, or the lengths differ.</exception>
    public static EdgeSet FromEdges(EdgeType type, int sourceCount, int targetCount, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets,
        ReadOnlySpan<float> weights = default, ReadOnlySpan<double> times = default)
    {
        if (sources.Length != targets.Length || (!weights.IsEmpty && weights.Length != sources.Length) || (!times.IsEmpty && times.Length != sources.Length))
            throw new ArgumentException($"{sources.Length} sources, {targets.Length} targets, {weights.Length} weights and {times.Length} times of edges {type} do not fit.");
        var pointers = new int[targetCount + 1];
        for (var i = 0; i < sources.Length; i++)
        {
            if ((uint)sources[i] >= (uint)sourceCount) throw Missing(type, i, "comes from", type.Source, sources[i], sourceCount);
            if ((uint)targets[i] >= (uint)targetCount) throw Missing(type, i, "points to", type.Target, targets[i], targetCount);
            pointers[targets[i] + 1]++;
        }

        for (var node = 0; node < targetCount; node++) pointers[node + 1] += pointers[node];
        var (free, order) = (pointers[..^1], new int[sources.Length]);
        for (var i = 0; i < order.Length; i++) order[free[targets[i]]++] = i;
        // Ties keep the order given: the last key is the number of the edge itself.
        var row = new List<(double Time, int Source, int Edge)>();
        for (var node = 0; node < targetCount; node++)
        {
            row.Clear();
            for (var k = pointers[node]; k < pointers[node + 1]; k++)
                row.Add((times.IsEmpty ? 0 : times[order[k]], sources[order[k]], order[k]));
            row.Sort();
            for (var j = 0; j < row.Count; j++) order[pointers[node] + j] = row[j].Edge;
        }

        var columns = new int[order.Length];
        float[]? kept = weights.IsEmpty ? null : new float[order.Length];
        double[]? since = times.IsEmpty ? null : new double[order.Length];
        for (var k = 0; k < order.Length; k++)
        {
            columns[k] = sources[order[k]];
            if (kept is not null) kept[k] = weights[order[k]];
            if (since is not null) since[k] = times[order[k]];
        }

        return new(type, sourceCount, pointers, columns) { Weights = kept, Times = since };
    }

    /// <summary>Source and target of each edge, as <see cref="Columns"/> lie.</summary>
    public (int[] Sources, int[] Targets) EdgeList()
    {
        var targets = new int[Count];
        for (var node = 0; node < Targets; node++) Array.Fill(targets, node, RowPointers[node], RowPointers[node + 1] - RowPointers[node]);
        return (Columns, targets);
    }

    /// <summary>The same edges the other way round.</summary>
    /// <param name="relation">What they are called; null = <c>rev_</c> and the relation.</param>
    public EdgeSet Reversed(string? relation = null)
    {
        var (sources, targets) = EdgeList();
        return FromEdges(new(Type.Target, relation ?? $"rev_{Type.Relation}", Type.Source), Targets, Sources, targets, sources, Weights, Times);
    }

    /// <summary>Its type and count.</summary>
    public override string ToString() => $"{Count} edges of type {Type}";

    private static ArgumentException Missing(EdgeType type, int edge, string verb, string nodeType, int node, int count) => new(
        $"Edge {edge} of type {type} {verb} '{nodeType}' node {node}; there are {count} nodes of type '{nodeType}'{(count > 0 ? $", 0 to {count - 1}" : "")}.");

    private ArgumentException Unfit(string what, int count) => new($"There are {count} {what} for {Count} edges of type {Type}.");
}
