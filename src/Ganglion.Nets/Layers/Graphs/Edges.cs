namespace Ganglion.Nets;

/// <summary>
/// The edges of a graph as messages see them, in the order of the matrix's entries: what stands at their two ends, their weights and their
/// features. With it a message-passing layer is an expression: <c>edges.Aggregate(edges.Source(x) - edges.Target(x), Aggregation.Max)</c>.
/// </summary>
/// <param name="graph"><c>[targets, sources]</c>, row = destination. Where it is not square, as a sampled block, the targets are the first
/// sources.</param>
/// <param name="features"><c>[edges, …]</c>, in the order of the entries, or none.</param>
public sealed class Edges(Csr graph, Tensor? features = null)
{
    /// <summary>The matrix they are the entries of.</summary>
    public Csr Graph => graph;

    /// <summary>How many.</summary>
    public int Count => graph.Nonzeros;

    /// <summary>The weight of each edge <c>[edges]</c>, or null if all are one.</summary>
    public Tensor? Weights => graph.Values;

    /// <summary>The features of each edge <c>[edges, …]</c>.</summary>
    /// <exception cref="InvalidOperationException">None were given.</exception>
    public Tensor Features => features is null
        ? throw new InvalidOperationException($"This layer reads the features of edges; give it a tensor of {Count} rows, one an entry of {graph}.")
        : features.Rank > 0 && features.Size(0) == Count ? features
        : throw new InvalidOperationException($"{graph} needs edge features of {Count} rows, one an entry; got {Shapes.Text(features.Shape)}.");

    /// <summary>What each edge's source has: PyG's <c>x_j</c>.</summary>
    /// <param name="x"><c>[sources, …]</c>.</param>
    /// <returns><c>[edges, …]</c>.</returns>
    public Tensor Source(Tensor x) => new Csr(graph.Pattern.Incidence, null).Transpose().MatMul(x);        // its derivative has a cached order

    /// <summary>What each edge's target has: PyG's <c>x_i</c>.</summary>
    /// <param name="x"><c>[targets, …]</c>, or of all sources, of which the targets are the first.</param>
    /// <returns><c>[edges, …]</c>.</returns>
    public Tensor Target(Tensor x) => x.GatherRows(graph.RowIds);

    /// <summary>Shares over the edges that reach the same target.</summary>
    /// <param name="scores"><c>[edges]</c> or <c>[edges, heads]</c>.</param>
    /// <returns>The same shape.</returns>
    public Tensor Softmax(Tensor scores) => graph.EdgeSoftmax(scores);

    /// <summary>
    /// The message that is what the source has, times the edge's weight if there are weights. It is not written down: sums and means of
    /// copies are sparse products (PyG's <c>message_and_aggregate</c>), and maxima and minima without weights are read where the sources stand.
    /// </summary>
    /// <param name="x"><c>[sources, …]</c>.</param>
    public Messages Copy(Tensor x) => new(this, x, graph.Values);

    /// <summary>The message that is what the source has, times a weight of the edge, as attention computes it; not written down either.</summary>
    /// <param name="x"><c>[sources, …]</c>; <c>[sources, heads, …]</c> where each head has its weights.</param>
    /// <param name="weights"><c>[edges]</c>, or <c>[edges, heads]</c>; they take the place of the graph's.</param>
    /// <exception cref="ArgumentException">There is not one weight an edge, or not one a head.</exception>
    public Messages Copy(Tensor x, Tensor weights) =>
        weights.Rank is 1 or 2 && weights.Size(0) == Count && (weights.Rank == 1 || (x.Rank == 3 && x.Size(1) == weights.Size(1)))
            ? new(this, x, weights)
            : throw new ArgumentException($"Copy: weights [{Count}] for x [{graph.Columns}, …], or [{Count}, heads] for "
                + $"[{graph.Columns}, heads, features], were expected; got {Shapes.Text(weights.Shape)} "
                + $"and {Shapes.Text(x.Shape)}.", nameof(weights));

    /// <summary>The messages that reach a target, as one.</summary>
    /// <param name="messages">A tensor <c>[edges, …]</c>, or copies.</param>
    /// <param name="how">What becomes of them.</param>
    /// <returns><c>[targets, …]</c>; 0 where nothing arrives.</returns>
    public Tensor Aggregate(Messages messages, Aggregation how) => messages.Aggregate(graph, how);

    internal static Tensor Targets(Csr graph, Tensor x) => x.Size(0) == graph.Rows ? x : x.Slice(0, 0, graph.Rows);
}
