namespace Ganglion.Nets;

/// <summary>
/// A graph as a mean of its nodes in learned shares (Li et al. 2016, equation 7, with a softmax in place of the sigmoid): r = Σ αᵢ·value(xᵢ) with
/// α = softmax over the graph's nodes of gate(xᵢ); as matrices R = P·(α ∘ value(X)) with P <c>[graphs, nodes]</c> saying whose a node is.
/// </summary>
/// <remarks>As PyG's <c>AttentionalAggregation</c>.</remarks>
/// <param name="Gate">Makes one score a node, or one a feature of the values.</param>
/// <param name="Value">Applied to nodes before they are mixed, or none.</param>
[Model]
public sealed partial record AttentionalPooling(Mlp Gate, Mlp? Value = null)
{
    /// <summary>A gate of one score, with a hidden layer or none.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="rng">The key.</param>
    /// <param name="hidden">The width of the gate's hidden layer; 0 for none.</param>
    /// <param name="outputs">The width of a linear map of the nodes; 0 for none.</param>
    /// <param name="dtype">The element type.</param>
    public static AttentionalPooling Create(int inputs, Rng rng, int hidden = 0, int outputs = 0, DType dtype = DType.F32) => new(
        Mlp.Create(hidden > 0 ? [inputs, hidden, 1] : [inputs, 1], rng.Split("gate"), dtype: dtype),
        outputs > 0 ? Mlp.Create([inputs, outputs], rng.Split("value"), dtype: dtype) : null);

    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns><c>[graphs, inputs]</c>, or <c>[graphs, outputs]</c>; 0 for a graph without nodes.</returns>
    public Tensor Forward(Tensor x, IntTensor pointers) =>
        (Gate.Forward(x).SegmentSoftmax(pointers) * (Value?.Forward(x) ?? x)).SegmentSum(pointers);
}
