namespace Ganglion.Nets;

/// <summary>How the messages that reach a node become one.</summary>
public enum Aggregation
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest of each feature; 0 where nothing arrives.</summary>
    Max,
}

/// <summary>GraphSAGE: y = aggregate(neighbours)·N + x·S + b (Hamilton et al. 2017, algorithm 1, in PyG's form with two weights).</summary>
/// <param name="Neighbor">N, <c>[inputs, outputs]</c>: the transpose of PyG's <c>lin_l</c>.</param>
/// <param name="Self">S, <c>[inputs, outputs]</c>: the transpose of PyG's <c>lin_r</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record SageConv(Tensor Neighbor, Tensor Self, Tensor? Bias)
{
    /// <summary>How neighbours are put together.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.Mean;

    /// <summary>Weights and bias from U(-1/√inputs, 1/√inputs), as PyG.</summary>
    public static SageConv Create(int inputs, int outputs, Rng rng, Aggregation aggregation = Aggregation.Mean, bool bias = true,
        DType dtype = DType.F32) => new(
        Init.FanIn([inputs, outputs], inputs, rng.Split("neighbor"), dtype),
        Init.FanIn([inputs, outputs], inputs, rng.Split("self"), dtype),
        bias ? Init.FanIn([outputs], inputs, rng.Split("bias"), dtype) : null) { Aggregation = aggregation };

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination, as it is: neither normalised nor with loops.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse; the maximum makes it dense.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Features x)
    {
        var neighbors = Aggregation switch
        {
            Aggregation.Sum => SgConv.Propagate(graph, x, Neighbor, 1),
            Aggregation.Mean => SgConv.Propagate(graph.RowNormalized(Neighbor.DType), x, Neighbor, 1),
            _ => x.ToDense(Neighbor.DType).GatherRows(graph.ColumnIds).SegmentMax(graph.RowPointers).MatMul(Neighbor),
        };
        var y = neighbors + x.MatMul(Self);
        return Bias is null ? y : y + Bias;
    }
}
