namespace Ganglion.Nets;

/// <summary>
/// The base of a layer that sends messages along edges (Gilmer et al. 2017, equations 1 and 2; Fey and Lenssen 2019, equation 1). Node-wise
/// yᵢ = update(aggregate over edges (j, i) of message(xᵢ, xⱼ, eⱼᵢ), xᵢ); as matrices, with S and T <c>[edges, nodes]</c> picking sources and
/// targets, Y = update(Tᵀ·message(T·X, S·X, E), X) for a sum. A layer says its <see cref="Message"/>, and where it wants its
/// <see cref="Aggregate"/> and <see cref="Update"/>; nothing looks at signatures at run time. Copies of sources, weighted or not, take the
/// way of a sparse product A·X without writing the messages down, whichever layer they come from.
/// </summary>
/// <remarks>Unlike PyG's, it takes the graph as a matrix whose row is the destination, and a message asks the edges for what stands at their
/// ends.</remarks>
public abstract record MessagePassing
{
    /// <summary>How the messages that reach a node become one.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.Sum;

    /// <summary>Sends messages along all edges.</summary>
    /// <param name="graph"><c>[targets, nodes]</c>, row = destination. Where it is not square, as a sampled block, the targets are the first
    /// nodes.</param>
    /// <param name="x"><c>[nodes, …]</c>.</param>
    /// <param name="edgeFeatures"><c>[edges, …]</c>, in the order of the graph's entries, or none.</param>
    /// <returns><c>[targets, …]</c>.</returns>
    public virtual Tensor Forward(Csr graph, Tensor x, Tensor? edgeFeatures = null)
    {
        var edges = new Edges(graph, edgeFeatures);
        return Update(Aggregate(edges, Message(edges, x)), Edges.Targets(graph, x));
    }

    /// <summary>What travels along the edges: an expression of <see cref="Edges.Source"/>, <see cref="Edges.Target"/>,
    /// <see cref="Edges.Features"/> and <see cref="Edges.Weights"/>, or <see cref="Edges.Copy(Tensor)"/>.</summary>
    /// <param name="edges">Where messages travel.</param>
    /// <param name="x"><c>[nodes, …]</c>.</param>
    /// <returns>A tensor <c>[edges, …]</c>, or copies.</returns>
    protected abstract Messages Message(Edges edges, Tensor x);

    /// <summary>The messages that reach a target, as one: by <see cref="Aggregation"/>, unless a layer says otherwise.</summary>
    /// <param name="edges">Where messages travelled.</param>
    /// <param name="messages">What <see cref="Message"/> said.</param>
    /// <returns><c>[targets, …]</c>.</returns>
    protected virtual Tensor Aggregate(Edges edges, Messages messages) => edges.Aggregate(messages, Aggregation);

    /// <summary>What a target makes of what it heard and what it has: what it heard, unless a layer says otherwise.</summary>
    /// <param name="heard"><c>[targets, …]</c>.</param>
    /// <param name="x">What the targets have, <c>[targets, …]</c>.</param>
    /// <returns><c>[targets, …]</c>.</returns>
    protected virtual Tensor Update(Tensor heard, Tensor x) => heard;
}
