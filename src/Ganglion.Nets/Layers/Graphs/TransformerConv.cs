namespace Ganglion.Nets;

/// <summary>
/// Attention of queries and keys along edges (Shi et al. 2021, equations 3 to 5). Node-wise, for each head of width d,
/// yᵢ = Σ αᵢⱼ·(V xⱼ + E eⱼᵢ) + R xᵢ over in-edges, αᵢⱼ = softmax over j of (Q xᵢ)·(K xⱼ + E eⱼᵢ) / √d; as matrices, without edge features,
/// Y = softmax over A's entries((X·Qᵀ)·(X·Kᵀ)ᵀ / √d)·(X·Vᵀ) + X·Rᵀ. With a gate, β = σ(g·[y', r, y' - r]) mixes what is heard, y', and r = R xᵢ as
/// β·r + (1 - β)·y'.
/// </summary>
/// <remarks>As PyG's <c>TransformerConv</c>. Without edge features no score but the inner product is ever made for an edge.</remarks>
/// <param name="Query">Q, <c>[heads · outputs, inputs]</c>: PyG's <c>lin_query</c>.</param>
/// <param name="Key">K, likewise: <c>lin_key</c>.</param>
/// <param name="Value">V, likewise: <c>lin_value</c>.</param>
/// <param name="Edge">E, <c>[heads · outputs, edge features]</c>: <c>lin_edge</c>; none if edges have no features.</param>
/// <param name="Root">R, <c>[heads · outputs, inputs]</c>, or <c>[outputs, inputs]</c> if heads are averaged: <c>lin_skip</c>; or none.</param>
/// <param name="Gate">g, <c>[1, 3 · width]</c>: <c>lin_beta</c>; or none.</param>
[Model]
public sealed partial record TransformerConv(Linear Query, Linear Key, Linear Value, Linear? Edge, Linear? Root, Linear? Gate)
{
    /// <summary>How many heads.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Whether heads stand side by side in the result or are averaged.</summary>
    public bool Concat { get; init; } = true;

    /// <summary>Weights and biases as <see cref="Linear.Create"/>, as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">d, the width of a head.</param>
    /// <param name="rng">The key.</param>
    /// <param name="heads">How many heads.</param>
    /// <param name="concat">Whether heads stand side by side or are averaged.</param>
    /// <param name="edges">The number of features of an edge; 0 for none.</param>
    /// <param name="root">Whether a node hears itself through R.</param>
    /// <param name="gate">Whether a gate mixes what is heard and R xᵢ (PyG's <c>beta</c>).</param>
    /// <param name="bias">Whether Q, K, V and R have biases.</param>
    /// <param name="dtype">The element type.</param>
    public static TransformerConv Create(int inputs, int outputs, Rng rng, int heads = 1, bool concat = true, int edges = 0, bool root = true,
        bool gate = false, bool bias = true, DType dtype = DType.F32)
    {
        int all = heads * outputs, width = concat ? all : outputs;
        Linear Part(string name, int from, int to, bool withBias) => Linear.Create(from, to, rng.Split(name), withBias, dtype);
        return new(Part("query", inputs, all, bias), Part("key", inputs, all, bias), Part("value", inputs, all, bias),
            edges > 0 ? Part("edge", edges, all, false) : null, root ? Part("root", inputs, width, bias) : null,
            root && gate ? Part("gate", 3 * width, 1, false) : null)
        { Heads = heads, Concat = concat };
    }

    /// <param name="graph"><c>[targets, nodes]</c>, row = destination; its values play no part. Where it is not square, the targets are the first
    /// nodes.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="edgeFeatures"><c>[edges, edge features]</c>, in the order of the graph's entries, if the layer has an E.</param>
    /// <param name="dropout">The rate at which shares are dropped while training.</param>
    /// <param name="rng">The key of that; without one nothing is dropped.</param>
    /// <returns><c>[targets, heads · outputs]</c>, or <c>[targets, outputs]</c> if heads are averaged.</returns>
    public Tensor Forward(Csr graph, Features x, Tensor? edgeFeatures = null, double dropout = 0, Rng? rng = null)
    {
        int width = Query.Outputs / Heads;
        var edges = new Edges(graph, edgeFeatures);
        var targets = x.First(graph.Rows);
        Tensor Part(Linear map, Features of) => of.Linear(map.Weight, map.Bias).Reshape(-1, Heads, width);
        Tensor q = Part(Query, targets) * (1 / Math.Sqrt(width)), scores = graph.EdgeDot(q, Part(Key, x));
        var e = Edge?.Forward(edges.Features).Reshape(-1, Heads, width);
        if (e is not null) scores += (edges.Target(q) * e).Sum(2);
        var shares = edges.Softmax(scores);
        if (rng is { } key && dropout > 0) shares = shares.Dropout(dropout, key);
        var y = edges.Aggregate(edges.Copy(Part(Value, x), shares), Aggregation.Sum);
        if (e is not null) y += edges.Aggregate(e * shares.Unsqueeze(2), Aggregation.Sum);
        y = Concat ? y.Reshape(-1, Heads * width) : y.Mean(1);
        if (Root is null) return y;
        var r = targets.Linear(Root.Weight, Root.Bias);
        if (Gate is null) return y + r;
        var beta = Gate.Forward(Tensor.Concat([y, r, y - r], 1)).Sigmoid();
        return y + beta * (r - y);
    }
}
