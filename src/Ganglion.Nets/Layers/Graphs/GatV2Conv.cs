namespace Ganglion.Nets;

/// <summary>
/// Graph attention whose ranking of neighbours depends on who asks (Brody, Alon and Yahav 2022, equation 7). Node-wise, for each head,
/// yᵢ = Σ αᵢⱼ·S xⱼ over in-edges, αᵢⱼ = softmax over j of a·LeakyReLU(T xᵢ + S xⱼ + E eⱼᵢ); as matrices Y = (A ∘ α)·(X·Sᵀ) + b with α
/// <c>[nodes, nodes]</c> at A's entries only.
/// </summary>
/// <remarks>As PyG's <c>GATv2Conv</c>, but for self-loops, which the caller adds, and the order of arguments.</remarks>
/// <param name="Source">S: <c>[heads · outputs, inputs]</c> and a bias, PyG's <c>lin_l</c>.</param>
/// <param name="Target">T: likewise, PyG's <c>lin_r</c>; none if S serves both ends (<c>share_weights</c>).</param>
/// <param name="Attention">a, <c>[heads, outputs]</c>: PyG's <c>att</c>.</param>
/// <param name="Edge">E: <c>[heads · outputs, edge features]</c>, PyG's <c>lin_edge</c>; none if edges have no features.</param>
/// <param name="Bias">b, <c>[heads · outputs]</c>, or <c>[outputs]</c> if heads are averaged, or none.</param>
[Model]
public sealed partial record GatV2Conv(Linear Source, Linear? Target, Tensor Attention, Linear? Edge, Tensor? Bias)
{
    /// <summary>Whether heads stand side by side in the result or are averaged.</summary>
    public bool Concat { get; init; } = true;

    /// <summary>The slope of the leaky ReLU below zero.</summary>
    public double NegativeSlope { get; init; } = 0.2;

    /// <summary>Weights by <see cref="Init.XavierUniform"/>, biases of S and T from U(-1/√inputs, 1/√inputs), b 0, as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of a head.</param>
    /// <param name="rng">The key.</param>
    /// <param name="heads">How many heads.</param>
    /// <param name="concat">Whether heads stand side by side or are averaged.</param>
    /// <param name="edges">The number of features of an edge; 0 for none.</param>
    /// <param name="shareWeights">Whether S serves both ends.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="dtype">The element type.</param>
    public static GatV2Conv Create(int inputs, int outputs, Rng rng, int heads = 1, bool concat = true, int edges = 0, bool shareWeights = false,
        bool bias = true, DType dtype = DType.F32)
    {
        Linear End(string name, int width, bool withBias) => new(Init.XavierUniform([heads * outputs, width], rng.Split(name), dtype: dtype),
            withBias ? Init.FanIn([heads * outputs], width, rng.Split(name).Split("bias"), dtype) : null);
        return new(End("source", inputs, bias), shareWeights ? null : End("target", inputs, bias),
            Init.XavierUniform([heads, outputs], rng.Split("attention"), dtype: dtype),
            edges > 0 ? End("edge", edges, false) : null, bias ? Init.Zeros([concat ? heads * outputs : outputs], dtype) : null)
        { Concat = concat };
    }

    /// <param name="graph">
    /// <c>[targets, nodes]</c>, row = destination, with a loop at each node (<see cref="Csr.AddSelfLoops"/>) if a node is to hear itself. Where it is
    /// not square, the targets are the first nodes.
    /// </param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="edgeFeatures"><c>[edges, edge features]</c>, in the order of the graph's entries, if the layer has an E.</param>
    /// <param name="dropout">The rate at which shares are dropped while training.</param>
    /// <param name="rng">The key of that; without one nothing is dropped.</param>
    /// <returns><c>[targets, heads · outputs]</c>, or <c>[targets, outputs]</c> if heads are averaged.</returns>
    public Tensor Forward(Csr graph, Features x, Tensor? edgeFeatures = null, double dropout = 0, Rng? rng = null)
    {
        int heads = Attention.Size(0), outputs = Attention.Size(1);
        var edges = new Edges(graph, edgeFeatures);
        var from = x.Linear(Source.Weight, Source.Bias);
        var to = Target is { } t ? x.First(graph.Rows).Linear(t.Weight, t.Bias) : Edges.Targets(graph, from);
        var meeting = graph.EdgeAdd(to, from);
        if (Edge is not null) meeting += Edge.Forward(edges.Features);
        var shares = edges.Softmax((meeting.LeakyRelu(NegativeSlope).Reshape(-1, heads, outputs) * Attention).Sum(2));
        if (rng is { } key && dropout > 0) shares = shares.Dropout(dropout, key);
        var y = edges.Aggregate(edges.Copy(from.Reshape(-1, heads, outputs), shares), Aggregation.Sum);
        y = Concat ? y.Reshape(-1, heads * outputs) : y.Mean(1);
        return Bias is null ? y : y + Bias;
    }
}
