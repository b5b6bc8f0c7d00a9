namespace Ganglion.Nets;

/// <summary>
/// Simplified graph convolution, a linear model of K-fold smoothed features (Wu et al. 2019, equation 8). As matrices Y = Âᴷ·X·W + b; node-wise
/// yᵢ = Wᵀ·hᵢ + b, where h ← Σ wᵢⱼ hⱼ / √(dᵢ dⱼ) over in-edges and i itself, K times from h = x.
/// </summary>
/// <remarks>As PyG's <c>SGConv</c>; its default is K = 1, ours the paper's 2.</remarks>
/// <param name="Weight">W, <c>[inputs, outputs]</c>: the transpose of PyG's.</param>
/// <param name="Bias">b, <c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record SgConv(Tensor Weight, Tensor? Bias)
{
    /// <summary>K, how often features are smoothed.</summary>
    public int Hops { get; init; } = 2;

    /// <summary>Weight and bias from U(-1/√inputs, 1/√inputs), as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="hops">K.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="dtype">The element type.</param>
    public static SgConv Create(int inputs, int outputs, Rng rng, int hops = 2, bool bias = true, DType dtype = DType.F32) => new(
        Init.FanIn([inputs, outputs], inputs, rng.Split("weight"), dtype),
        bias ? Init.FanIn([outputs], inputs, rng.Split("bias"), dtype) : null)
    { Hops = hops };

    /// <param name="normalized"><c>[nodes, nodes]</c>, from <see cref="Csr.GcnNormalized"/>.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr normalized, Features x)
    {
        var y = Propagate(normalized, x, Weight, Hops);
        return Bias is null ? y : y + Bias;
    }

    /// <summary>Features smoothed over the graph <paramref name="hops"/> times; worth keeping, since nothing in it is learned.</summary>
    /// <param name="normalized"><c>[nodes, nodes]</c>.</param>
    /// <param name="x"><c>[nodes, features]</c>.</param>
    /// <param name="hops">0 or more.</param>
    /// <returns><c>[nodes, features]</c>.</returns>
    public static Tensor Propagate(Csr normalized, Tensor x, int hops)
    {
        for (int k = 0; k < hops; k++) x = normalized.MatMul(x);
        return x;
    }

    /// <summary>Some rows of the features smoothed over the graph, without smoothing the others where that is cheaper.</summary>
    /// <param name="normalized"><c>[nodes, nodes]</c>.</param>
    /// <param name="x"><c>[nodes, features]</c>, dense or sparse.</param>
    /// <param name="hops">0 or more.</param>
    /// <param name="rows">The nodes wanted.</param>
    /// <returns><c>[rows, features]</c>.</returns>
    public static Tensor Propagate(Csr normalized, Features x, int hops, IntTensor rows)
    {
        // E picks the rows: E·Âᴷ·X is also (Xᵀ·(Âᵀ)ᴷ·Eᵀ)ᵀ, in which few rows make narrow products.
        long smoothing = (long)hops * normalized.Nonzeros, whole = smoothing * x.Columns;
        long narrow = (smoothing + (x.Sparse?.Nonzeros ?? (long)x.Rows * x.Columns)) * rows.Length;
        if (whole <= narrow) return Propagate(normalized, x.ToDense(normalized.Values?.DType ?? DType.F32), hops).GatherRows(rows);
        var picked = Propagate(normalized.Transpose(), rows.OneHot(x.Rows, normalized.Values?.DType ?? DType.F32).Transpose(), hops);
        return (x.Sparse is { } sparse ? sparse.Transpose().MatMul(picked) : x.Dense!.Transpose().MatMul(picked)).Transpose().Contiguous();
    }

    // Âᴷ·X·W in the cheaper order: smoothing costs as much as what is smoothed is wide, the product as much as it has rows.
    internal static Tensor Propagate(Csr normalized, Features x, Tensor weight, int hops) =>
        x.Dense is { } dense && (weight.Size(0) < weight.Size(1) || (hops == 1 && 2 * normalized.Rows < normalized.Columns))
            ? Propagate(normalized, dense, hops).MatMul(weight)
            : Propagate(normalized, x.MatMul(weight), hops);
}
