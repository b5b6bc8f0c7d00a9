namespace Ganglion.Nets;

/// <summary>
/// Personalised PageRank in place of convolutions (Gasteiger, Bojchevski and Günnemann 2019, equations 5 and 6). Node-wise
/// zᵢ ← (1 - α)·Σ âᵢⱼ zⱼ + α·hᵢ, K times from z = h; as matrices Z = Σₖ α(1 - α)ᵏ·Âᵏ·H for k below K, plus (1 - α)ᴷ·Âᴷ·H. Nothing in it is learned:
/// it smooths the answers of a network that saw each node alone.
/// </summary>
/// <remarks>As PyG's <c>APPNP</c>; without dropout it is one polynomial of the matrix.</remarks>
/// <param name="Hops">K, 0 or more.</param>
/// <param name="Alpha">α, the chance to return to the start: 0 to 1.</param>
[Model]
public sealed partial record AppnpConv(int Hops = 10, double Alpha = 0.1)
{
    /// <param name="normalized"><c>[nodes, nodes]</c>, from <see cref="Csr.GcnNormalized"/>.</param>
    /// <param name="x">H, <c>[nodes, features]</c>.</param>
    /// <param name="dropout">The rate at which edges are dropped in each hop while training.</param>
    /// <param name="rng">The key of that; without one nothing is dropped.</param>
    /// <returns><c>[nodes, features]</c>.</returns>
    public Tensor Forward(Csr normalized, Tensor x, double dropout = 0, Rng? rng = null)
    {
        if (rng is not { } key || dropout == 0)
        {
            double alpha = Alpha;
            return normalized.Polynomial(x, [.. Enumerable.Range(0, Hops).Select(k => alpha * Math.Pow(1 - alpha, k)), Math.Pow(1 - alpha, Hops)]);
        }
        var (z, values) = (x, normalized.Values ?? Tensor.Ones([normalized.Nonzeros], x.DType));
        for (int k = 0; k < Hops; k++) z = normalized.WithValues(values.Dropout(dropout, key.Split(k))).MatMul(z) * (1 - Alpha) + x * Alpha;
        return z;
    }
}
