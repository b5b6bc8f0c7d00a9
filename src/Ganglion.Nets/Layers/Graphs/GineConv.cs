namespace Ganglion.Nets;

/// <summary>
/// The graph isomorphism network for edges with features (Hu et al. 2020, equation A.1). Node-wise yᵢ = mlp((1 + ε)·xᵢ + Σ relu(xⱼ + E eⱼᵢ)) over
/// in-edges; as matrices, with S and T <c>[edges, nodes]</c> picking sources and targets, Y = mlp((1 + ε)·X + Tᵀ·relu(S·X + F·Eᵀ)).
/// </summary>
/// <remarks>As PyG's <c>GINEConv</c>.</remarks>
/// <param name="Mlp">What is applied to the sum.</param>
/// <param name="Epsilon">ε as a scalar that is learned, or none for 0.</param>
/// <param name="Edge">E: <c>[inputs, edge features]</c> and a bias, PyG's <c>lin</c>; none if edges are as wide as x.</param>
[Model]
public sealed partial record GineConv(Mlp Mlp, Tensor? Epsilon = null, Linear? Edge = null)
{
    /// <summary>With a perceptron of one hidden layer.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="hidden">The width between.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="edges">The number of features of an edge; 0 if they are as wide as x.</param>
    /// <param name="learnEpsilon">Whether ε is learned, from 0.</param>
    /// <param name="batchNorm">Whether the hidden layer is normalised.</param>
    /// <param name="dtype">The element type.</param>
    public static GineConv Create(int inputs, int hidden, int outputs, Rng rng, int edges = 0, bool learnEpsilon = false, bool batchNorm = false,
        DType dtype = DType.F32) => new(Mlp.Create([inputs, hidden, outputs], rng, batchNorm: batchNorm, dtype: dtype),
            learnEpsilon ? Tensor.Scalar(0, dtype) : null, edges > 0 ? Linear.Create(edges, inputs, rng.Split("edge"), dtype: dtype) : null);

    /// <param name="graph"><c>[targets, nodes]</c>, row = destination, without loops; its values play no part. Where it is not square, the targets
    /// are the first nodes.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="edgeFeatures"><c>[edges, edge features]</c>, in the order of the graph's entries.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[targets, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Tensor x, Tensor edgeFeatures, Rng? rng = null) => Mlp.Forward(Gather(graph, x, edgeFeatures), rng);

    /// <summary>With a normalised perceptron.</summary>
    /// <param name="graph"><c>[targets, nodes]</c>, as above.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="edgeFeatures"><c>[edges, edge features]</c>.</param>
    /// <param name="state">From the perceptron's <see cref="Mlp.InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the batch's own moments count.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[targets, outputs]</c>, and the next state.</returns>
    public (Tensor Y, MlpState Next) Forward(Csr graph, Tensor x, Tensor edgeFeatures, MlpState state, bool train, Rng? rng = null) =>
        Mlp.Forward(Gather(graph, x, edgeFeatures), state, train, rng);

    private Tensor Gather(Csr graph, Tensor x, Tensor edgeFeatures)
    {
        var edges = new Edges(graph, edgeFeatures);
        var e = Edge is null ? edges.Features : Edge.Forward(edges.Features);
        var self = Edges.Targets(graph, x);
        return (Epsilon is null ? self : self * (1 + Epsilon)) + edges.Aggregate((edges.Source(x) + e).Relu(), Aggregation.Sum);
    }
}
