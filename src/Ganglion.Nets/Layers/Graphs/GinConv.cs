namespace Ganglion.Nets;

/// <summary>
/// Graph isomorphism network (Xu et al. 2019, equation 4.1). Node-wise yᵢ = mlp((1 + ε)·xᵢ + Σ wᵢⱼ xⱼ) over in-edges, with w = 1 where edges have no
/// weights; as matrices Y = mlp((A + (1 + ε)·I)·X).
/// </summary>
/// <remarks>As PyG's <c>GINConv</c>, whose sum is never weighted.</remarks>
/// <param name="Mlp">What is applied to the sum.</param>
/// <param name="Epsilon">ε as a scalar that is learned, or none for 0 (the paper's GIN-0).</param>
[Model]
public sealed partial record GinConv(Mlp Mlp, Tensor? Epsilon = null)
{
    /// <summary>With a perceptron of one hidden layer.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="hidden">The width between.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="learnEpsilon">Whether ε is learned, from 0.</param>
    /// <param name="batchNorm">Whether the hidden layer is normalised, as in the paper's experiments.</param>
    /// <param name="dtype">The element type.</param>
    public static GinConv Create(int inputs, int hidden, int outputs, Rng rng, bool learnEpsilon = false, bool batchNorm = false,
        DType dtype = DType.F32) =>
        new(Mlp.Create([inputs, hidden, outputs], rng, batchNorm: batchNorm, dtype: dtype), learnEpsilon ? Tensor.Scalar(0, dtype) : null);

    /// <param name="graph"><c>[targets, nodes]</c>, row = destination, as it is: neither normalised nor with loops. Where it is not square, the
    /// targets are the first nodes.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[targets, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Tensor x, Rng? rng = null) => Mlp.Forward(Gather(graph, x), rng);

    /// <summary>With a normalised perceptron.</summary>
    /// <param name="graph"><c>[targets, nodes]</c>, as above.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="state">From the perceptron's <see cref="Mlp.InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the batch's own moments count.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[targets, outputs]</c>, and the next state.</returns>
    public (Tensor Y, MlpState Next) Forward(Csr graph, Tensor x, MlpState state, bool train, Rng? rng = null) =>
        Mlp.Forward(Gather(graph, x), state, train, rng);

    private Tensor Gather(Csr graph, Tensor x)
    {
        var self = Edges.Targets(graph, x);
        return (Epsilon is null ? self : self * (1 + Epsilon)) + graph.MatMul(x);
    }
}
