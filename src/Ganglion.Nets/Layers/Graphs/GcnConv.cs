namespace Ganglion.Nets;

/// <summary>
/// Graph convolution (Kipf and Welling 2017, equation 2). Node-wise yᵢ = Wᵀ·Σ wᵢⱼ xⱼ / √(dᵢ dⱼ) + b over in-edges and i itself, with w = 1 where
/// edges have no weights and d the sums of weights; as matrices Y = Â·X·W + b with Â = D^-½(A + I)D^-½.
/// </summary>
/// <remarks>As PyG's <c>GCNConv</c>, but normalisation is the caller's, once for all layers.</remarks>
/// <param name="Weight">W, <c>[inputs, outputs]</c>: the transpose of PyG's, since sparse features multiply from the left.</param>
/// <param name="Bias">b, <c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record GcnConv(Tensor Weight, Tensor? Bias)
{
    /// <summary>Weight by <see cref="Init.XavierUniform"/>, bias 0, as the paper and PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="dtype">The element type.</param>
    public static GcnConv Create(int inputs, int outputs, Rng rng, bool bias = true, DType dtype = DType.F32) =>
        new(Init.XavierUniform([inputs, outputs], rng.Split("weight"), dtype: dtype), bias ? Init.Zeros([outputs], dtype) : null);

    /// <param name="normalized"><c>[nodes, nodes]</c>, from <see cref="Csr.GcnNormalized"/>.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr normalized, Features x)
    {
        var y = SgConv.Propagate(normalized, x, Weight, 1);
        return Bias is null ? y : y + Bias;
    }
}
