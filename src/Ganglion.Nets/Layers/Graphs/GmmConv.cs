namespace Ganglion.Nets;

/// <summary>
/// Mixture-model convolution, MoNet (Monti et al. 2017, equations 9 to 11): neighbours are weighed by where they lie, in coordinates uᵢⱼ of
/// the edge. Node by node: yᵢ = Σ_k Σⱼ w_k(uᵢⱼ)·W_k·xⱼ + b with w_k(u) = exp(-½ Σ_d s_kd²·(u_d - μ_kd)²). As matrices: Y = Σ_k A_k·X·W_k + b,
/// with the weights w_k as the values of the sparse A_k.
/// </summary>
/// <param name="Weight">W, <c>[inputs, kernels · outputs]</c>.</param>
/// <param name="Means">μ, <c>[kernels, dimensions]</c>.</param>
/// <param name="InverseDeviations">s, <c>[kernels, dimensions]</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record GmmConv(Tensor Weight, Tensor Means, Tensor InverseDeviations, Tensor? Bias)
{
    /// <summary>W by <see cref="Init.XavierUniform"/>, means from N(0, 0.1²), deviations 1, bias 0, as in Dwivedi et al. 2020.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="kernels">How many Gaussians.</param>
    /// <param name="dimensions">The width of an edge's coordinates.</param>
    /// <param name="rng">The key.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dtype">The element type.</param>
    public static GmmConv Create(int inputs, int outputs, int kernels, int dimensions, Rng rng, bool bias = true, DType dtype = DType.F32) =>
        new(Init.XavierUniform([inputs, kernels * outputs], rng.Split("weight"), dtype: dtype),
            rng.Split("means").Normal([kernels, dimensions], 0, 0.1, dtype), Tensor.Ones([kernels, dimensions], dtype),
            bias ? Init.Zeros([outputs], dtype) : null);

    /// <summary>The coordinates (1/√(dᵢ + 1), 1/√(dⱼ + 1)) of each edge, for graphs without a geometry (Monti et al. 2017, section 4.2).</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns><c>[entries, 2]</c>.</returns>
    public static Tensor DegreeCoordinates(Csr graph, DType dtype = DType.F32)
    {
        var places = graph.WithValues(null);
        Tensor into = (places.Degrees(dtype) + 1).Rsqrt(), from = (places.Transpose().Degrees(dtype) + 1).Rsqrt();
        return Tensor.Stack([into.GatherRows(graph.RowIds), from.GatherRows(graph.ColumnIds)], 1);
    }

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination. Its values play no part.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="coordinates"><c>[entries, dimensions]</c>, in the order of the graph's entries.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Features x, Tensor coordinates)
    {
        int kernels = Means.Size(0);
        var weights = ((coordinates.Unsqueeze(1) - Means) * InverseDeviations).Square().Sum(2).Affine(-0.5, 0).Exp();
        var y = graph.MatMul(weights, x.MatMul(Weight).Reshape(-1, kernels, Weight.Size(1) / kernels)).Sum(1);
        return Bias is null ? y : y + Bias;
    }
}
