namespace Ganglion.Nets;

/// <summary>
/// Keeps the nodes that lie farthest along a learned direction (Gao and Ji 2019, equation 2; Cangea et al. 2018). Node-wise sᵢ = tanh(p·xᵢ / |p|);
/// the ⌈ratio · n⌉ nodes i of each graph with the highest sᵢ stay, as sᵢ·xᵢ. As matrices X' = (s ∘ X)[kept], A' = A[kept, kept].
/// </summary>
/// <remarks>As PyG's <c>TopKPooling</c> without <c>min_score</c>.</remarks>
/// <param name="Weight">p, <c>[1, inputs]</c>.</param>
[Model]
public sealed partial record TopKPooling(Tensor Weight)
{
    /// <summary>The share of nodes that stays, above 0 and at most 1.</summary>
    public double Ratio { get; init; } = 0.5;

    /// <summary>Times which the nodes that stay are taken.</summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>Weight from U(-1/√inputs, 1/√inputs), as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="rng">The key.</param>
    /// <param name="ratio">The share of nodes that stays.</param>
    /// <param name="dtype">The element type.</param>
    public static TopKPooling Create(int inputs, Rng rng, double ratio = 0.5, DType dtype = DType.F32) =>
        new(Init.FanIn([1, inputs], inputs, rng.Split("weight"), dtype)) { Ratio = ratio };

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination; block-diagonal where there are several graphs.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns>The nodes that stay, the highest score first, and the edges among them.</returns>
    public PooledGraph Forward(Csr graph, Tensor x, IntTensor pointers) =>
        PooledGraph.Best(graph, x, ((x * Weight).Sum(1) / Weight.Square().Sum().Sqrt()).Tanh(), pointers, Ratio, Multiplier);
}
