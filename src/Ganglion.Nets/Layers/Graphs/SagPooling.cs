namespace Ganglion.Nets;

/// <summary>
/// Keeps the nodes that a graph layer scores highest, so that the edges have a say (Lee, Lee and Kang 2019, equations 3 to 5). s = tanh(gnn(A, X))
/// <c>[nodes]</c>; the ⌈ratio · n⌉ nodes i of each graph with the highest sᵢ stay, as sᵢ·xᵢ: X' = (s ∘ X)[kept], A' = A[kept, kept].
/// </summary>
/// <remarks>As PyG's <c>SAGPooling</c>, whose default scorer, <c>GraphConv</c>, is <see cref="SageConv"/> with the sum; the paper's is a
/// GCN.</remarks>
/// <param name="Score">Makes one number a node.</param>
[Model]
public sealed partial record SagPooling(SageConv Score)
{
    /// <summary>The share of nodes that stays, above 0 and at most 1.</summary>
    public double Ratio { get; init; } = 0.5;

    /// <summary>Times which the nodes that stay are taken.</summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>The scorer begun as <see cref="SageConv.Create"/> does.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="rng">The key.</param>
    /// <param name="ratio">The share of nodes that stays.</param>
    /// <param name="dtype">The element type.</param>
    public static SagPooling Create(int inputs, Rng rng, double ratio = 0.5, DType dtype = DType.F32) =>
        new(SageConv.Create(inputs, 1, rng, Aggregation.Sum, dtype: dtype)) { Ratio = ratio };

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination; block-diagonal where there are several graphs.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns>The nodes that stay, the highest score first, and the edges among them.</returns>
    public PooledGraph Forward(Csr graph, Tensor x, IntTensor pointers) =>
        PooledGraph.Best(graph, x, Score.Forward(graph, x).Reshape(-1).Tanh(), pointers, Ratio, Multiplier);
}
