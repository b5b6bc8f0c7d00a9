namespace Ganglion.Nets;

/// <summary>
/// Graph attention (Veličković et al. 2018, equations 1 to 6). Node-wise, for each head, yᵢ = Σ αᵢⱼ·Wᵀ xⱼ over in-edges with
/// αᵢⱼ = softmax over j of LeakyReLU(a·Wᵀ xᵢ + b·Wᵀ xⱼ); as matrices Y = (A ∘ α)·X·W + bias with α <c>[nodes, nodes]</c> at A's entries only.
/// </summary>
/// <remarks>As PyG's <c>GATConv</c>, but for self-loops, which the caller adds.</remarks>
/// <param name="Weight"><c>[inputs, heads · outputs]</c>: the transpose of PyG's, since sparse features multiply from the left.</param>
/// <param name="Source">b, <c>[heads, outputs]</c>: PyG's <c>att_src</c>.</param>
/// <param name="Target">a, <c>[heads, outputs]</c>: PyG's <c>att_dst</c>.</param>
/// <param name="Bias"><c>[heads · outputs]</c>, or <c>[outputs]</c> if heads are averaged, or none.</param>
[Model]
public sealed partial record GatConv(Tensor Weight, Tensor Source, Tensor Target, Tensor? Bias)
{
    /// <summary>Whether heads stand side by side in the result (equation 5) or are averaged (equation 6).</summary>
    public bool Concat { get; init; } = true;

    /// <summary>The slope of the scores' leaky ReLU below zero.</summary>
    public double NegativeSlope { get; init; } = 0.2;

    /// <summary>Weights by <see cref="Init.XavierUniform"/>, bias 0, as the paper and PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of a head.</param>
    /// <param name="rng">The key.</param>
    /// <param name="heads">How many heads.</param>
    /// <param name="concat">Whether heads stand side by side or are averaged.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dtype">The element type.</param>
    public static GatConv Create(int inputs, int outputs, Rng rng, int heads = 1, bool concat = true, bool bias = true, DType dtype = DType.F32) =>
        new(Init.XavierUniform([inputs, heads * outputs], rng.Split("weight"), dtype: dtype),
            Init.XavierUniform([heads, outputs], rng.Split("source"), dtype: dtype),
            Init.XavierUniform([heads, outputs], rng.Split("target"), dtype: dtype),
            bias ? Init.Zeros([concat ? heads * outputs : outputs], dtype) : null)
        { Concat = concat };

    /// <param name="graph">
    /// <c>[targets, nodes]</c>, row = destination, with a loop at each node (<see cref="Csr.AddSelfLoops"/>) if a node is to hear itself; its values
    /// play no part. Where it is not square, the targets are the first nodes.
    /// </param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="dropout">The rate at which shares are dropped while training.</param>
    /// <param name="rng">The key of that; without one nothing is dropped.</param>
    /// <returns><c>[targets, heads · outputs]</c>, or <c>[targets, outputs]</c> if heads are averaged.</returns>
    public Tensor Forward(Csr graph, Features x, double dropout = 0, Rng? rng = null)
    {
        int heads = Source.Size(0), outputs = Source.Size(1);
        var h = x.MatMul(Weight).Reshape(-1, heads, outputs);
        Tensor from = (h * Source).Sum(2), to = (Edges.Targets(graph, h) * Target).Sum(2);
        var shares = graph.EdgeSoftmax(graph.EdgeAdd(to, from).LeakyRelu(NegativeSlope));
        if (rng is { } key && dropout > 0) shares = shares.Dropout(dropout, key);
        var y = graph.MatMul(shares, h);
        y = Concat ? y.Reshape(-1, heads * outputs) : y.Mean(1);
        return Bias is null ? y : y + Bias;
    }
}
