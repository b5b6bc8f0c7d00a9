namespace Ganglion.Nets;

/// <summary>
/// Filters that are Chebyshev polynomials of the graph's Laplacian (Defferrard, Bresson and Vandergheynst 2016, equations 4 and 5). As matrices
/// Y = Σₖ Tₖ(L̂)·X·Wₖ + b for k below K, with T₀ = I, T₁ = L̂, Tₖ = 2·L̂·Tₖ₋₁ - Tₖ₋₂ and L̂ = 2·L/λ - I, L = I - D^-½ A D^-½; node-wise yᵢ = Σₖ
/// Wₖᵀ·tᵢ⁽ᵏ⁾ + b, where t⁽⁰⁾ᵢ = xᵢ and, for λ = 2, t⁽¹⁾ᵢ = -Σ aᵢⱼ xⱼ / √(dᵢ dⱼ).
/// </summary>
/// <remarks>As PyG's <c>ChebConv</c>; where the result is narrower than x it is summed by Clenshaw's recurrence, over the narrower width.</remarks>
/// <param name="Weights">W₀ to Wₖ₋₁, each <c>[inputs, outputs]</c>: the transposes of PyG's, since sparse features multiply from the left.</param>
/// <param name="Bias">b, <c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record ChebConv(Tensor[] Weights, Tensor? Bias)
{
    /// <summary>λ, the largest eigenvalue of L, or a bound on it.</summary>
    public double LargestEigenvalue { get; init; } = 2;

    /// <summary>Weights by <see cref="Init.XavierUniform"/>, bias 0, as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="terms">K, 1 or more: a node is reached from K - 1 steps away.</param>
    /// <param name="rng">The key.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="dtype">The element type.</param>
    public static ChebConv Create(int inputs, int outputs, int terms, Rng rng, bool bias = true, DType dtype = DType.F32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(terms, 1);
        return new([.. Enumerable.Range(0, terms).Select(k => Init.XavierUniform([inputs, outputs], rng.Split("weight").Split(k), dtype: dtype))],
            bias ? Init.Zeros([outputs], dtype) : null);
    }

    /// <param name="normalized">D^-½ A D^-½ <c>[nodes, nodes]</c>, from <see cref="Csr.SymmetricNormalized"/> of a graph without loops.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr normalized, Features x)
    {
        double a = 2 / LargestEigenvalue - 1, b = -2 / LargestEigenvalue;                      // L̂ = a·I + b·D^-½ A D^-½
        Tensor Shifted(Tensor v, double scale) => a == 0 ? normalized.MatMul(v) * (b * scale) : normalized.MatMul(v) * (b * scale) + v * (a * scale);
        int last = Weights.Length - 1;
        Tensor y;
        if (last == 0) y = x.MatMul(Weights[0]);
        else if (x.Dense is not { } dense || Weights[0].Size(1) <= Weights[0].Size(0))
        {
            Tensor current = x.MatMul(Weights[last]);
            Tensor? before = null;
            for (int k = last - 1; k >= 0; k--)
            {
                var next = x.MatMul(Weights[k]) + Shifted(current, k == 0 ? 1 : 2);
                (before, current) = (current, before is null ? next : next - before);
            }
            y = current;
        }
        else
        {
            Tensor before = dense, current = Shifted(dense, 1);
            y = dense.MatMul(Weights[0]) + current.MatMul(Weights[1]);
            for (int k = 2; k <= last; k++)
            {
                (before, current) = (current, Shifted(current, 2) - before);
                y += current.MatMul(Weights[k]);
            }
        }
        return Bias is null ? y : y + Bias;
    }
}
