namespace Ganglion.Nets;

/// <summary>
/// Normalisation over the nodes of each graph, which learns how much of the mean to take away (Cai et al. 2021, equation 6). Node-wise, per feature,
/// yᵢ = γ·(xᵢ - α·μ) / √(σ² + ε) + β with μ the mean of x over i's graph and σ² the mean of (x - α·μ)²; as matrices, with P <c>[graphs, nodes]</c>
/// taking means, O = X - Pᵀ-spread(P·X)·α and Y = O / √(spread(P·O²) + ε)·γ + β.
/// </summary>
/// <remarks>As PyG's <c>GraphNorm</c>. Batch normalisation over all nodes is <see cref="BatchNorm"/>.</remarks>
/// <param name="Weight">γ, <c>[channels]</c>.</param>
/// <param name="Bias">β, <c>[channels]</c>.</param>
/// <param name="MeanScale">α, <c>[channels]</c>.</param>
[Model]
public sealed partial record GraphNorm(Tensor Weight, Tensor Bias, Tensor MeanScale)
{
    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>γ 1, β 0, α 1.</summary>
    /// <param name="channels">The width of x.</param>
    /// <param name="dtype">The element type.</param>
    public static GraphNorm Create(int channels, DType dtype = DType.F32) =>
        new(Tensor.Ones([channels], dtype), Tensor.Zeros([channels], dtype), Tensor.Ones([channels], dtype));

    /// <param name="x"><c>[nodes, channels]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns><c>[nodes, channels]</c>.</returns>
    public Tensor Forward(Tensor x, IntTensor pointers)
    {
        var owner = SegmentSumOp.Segments(pointers);
        var centered = x - (x.SegmentMean(pointers) * MeanScale).GatherRows(owner);
        return centered * ((centered.Square().SegmentMean(pointers) + Epsilon).Rsqrt() * Weight).GatherRows(owner) + Bias;
    }
}

/// <summary>
/// Keeps nodes of a graph apart, against over-smoothing (Zhao and Akoglu 2020, equations 10 and 11). Node-wise, with cᵢ = xᵢ minus the mean over i's
/// graph, yᵢ = s·cᵢ / √(ε + mean of |c|² over the graph), or s·cᵢ / (ε + |cᵢ|) where each node is scaled by itself; in matrix form C = X - mean, and
/// Y = s·√n·C / |C| in the Frobenius norm.
/// </summary>
/// <remarks>As PyG's <c>PairNorm</c>. Nothing in it is learned.</remarks>
/// <param name="Scale">s.</param>
/// <param name="Individually">Whether each node is scaled by itself (PairNorm-SI).</param>
[Model]
public sealed partial record PairNorm(double Scale = 1, bool Individually = false)
{
    /// <summary>ε.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <param name="x"><c>[nodes, channels]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1; one graph if none are given.</param>
    /// <returns><c>[nodes, channels]</c>.</returns>
    public Tensor Forward(Tensor x, IntTensor? pointers = null)
    {
        pointers ??= (int[])[0, x.Size(0)];
        var owner = SegmentSumOp.Segments(pointers);
        var centered = x - x.SegmentMean(pointers).GatherRows(owner);
        var squares = centered.Square().Sum(1, keepDims: true);
        return Individually ? centered * Scale / (squares.Sqrt() + Epsilon)
            : centered * ((squares.SegmentMean(pointers) + Epsilon).Rsqrt() * Scale).GatherRows(owner);
    }
}

/// <summary>Each node divided by the root of its graph's size, yᵢ = xᵢ / √n, so that sums over graphs of unequal size compare (Dwivedi et al.
/// 2023).</summary>
/// <remarks>As PyG's <c>GraphSizeNorm</c>. Nothing in it is learned.</remarks>
[Model]
public sealed partial record GraphSizeNorm
{
    /// <param name="x"><c>[nodes, channels]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns><c>[nodes, channels]</c>.</returns>
    public Tensor Forward(Tensor x, IntTensor pointers)
    {
        var scale = new double[x.Size(0)];
        for (int g = 0; g < pointers.Length - 1; g++) scale.AsSpan(pointers[g]..pointers[g + 1]).Fill(1 / Math.Sqrt(pointers[g + 1] - pointers[g]));
        return x * Tensor.From(scale, scale.Length, 1).To(x.DType);
    }
}
