namespace Ganglion.Data;

/// <summary>All nodes of one type in a <see cref="HeteroGraph"/>; immutable. Arrays are kept, not copied.</summary>
/// <param name="Name">What the type is called.</param>
/// <param name="Count">Number of nodes.</param>
public sealed record NodeSet(string Name, int Count)
{
    /// <summary>Features: <c>[nodes, features]</c>; null when there are none.</summary>
    public SparseMatrix? Features { get; init => field = value is null || value.Rows == Count ? value : throw Wrong("feature rows", value.Rows); }

    /// <summary>The class of each node, -1 = none: <c>[nodes]</c>; null when this type has none.</summary>
    public int[]? Labels { get; init => field = value is null || value.Length == Count ? value : throw Wrong("labels", value.Length); }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>A number to predict for each node, NaN = none: <c>[nodes]</c>; null when this type has none.</summary>
    public float[]? Targets { get; init => field = value is null || value.Length == Count ? value : throw Wrong("targets", value.Length); }

    /// <summary>When each node came to be, in any unit; -infinity = always there: <c>[nodes]</c>. Null when nothing is known of it.</summary>
    public double[]? Times { get; init => field = value is null || value.Length == Count ? value : throw Wrong("times", value.Length); }

    /// <summary>The names of the nodes; empty when they are numbers only.</summary>
    public IReadOnlyList<string> NodeNames { get; init => field = value.Count == 0 || value.Count == Count ? value : throw Wrong("names", value.Count); } = [];

    /// <summary>Divisions that came with the data.</summary>
    public IReadOnlyList<NodeSplit> Splits { get; init; } = [];

    /// <summary>Its name and count.</summary>
    public override string ToString() => $"{Count} nodes of type '{Name}'";

    private ArgumentException Wrong(string what, int count) => new($"There are {count} {what} for {Count} nodes of type '{Name}'.");
}
