namespace Ganglion.Nets;

/// <summary>
/// GraphSAGE (Hamilton, Ying and Leskovec 2017, algorithm 1, lines 4 and 5). Node-wise yᵢ = Nᵀ·aggregate(xⱼ over in-edges) + Sᵀ·xᵢ + b; as matrices,
/// for the mean, Y = D⁻¹·A·X·N + X·S + b with D the row sums of A.
/// </summary>
/// <remarks>In the form of PyG's <c>SAGEConv</c>: two weights in place of the paper's one for both concatenated, no normalisation of the result. A
/// mean over weighted edges is weighted; the other aggregations but the sum take neighbours as they are.</remarks>
/// <param name="Neighbor">N, <c>[inputs, outputs]</c>: the transpose of PyG's <c>lin_l</c>; <c>[units, outputs]</c> after a projection or a
/// reader.</param>
/// <param name="Self">S, <c>[inputs, outputs]</c>: the transpose of PyG's <c>lin_r</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or none.</param>
/// <param name="Project">Applied to neighbours, with a ReLU, before they are aggregated (equation 3; PyG's <c>project</c>), or none.</param>
/// <param name="Reader">Reads neighbours one after another in place of an aggregation, or none.</param>
[Model]
public sealed partial record SageConv(Tensor Neighbor, Tensor Self, Tensor? Bias, Linear? Project = null, LstmCell? Reader = null)
{
    /// <summary>How neighbours are put together.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.Mean;

    /// <summary>Weights and bias from U(-1/√inputs, 1/√inputs), as PyG.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="aggregation">How neighbours are put together.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="project">The units of the projection of neighbours; 0 for none.</param>
    /// <param name="reader">The units of a reader of neighbours; 0 for none.</param>
    /// <param name="dtype">The element type.</param>
    public static SageConv Create(int inputs, int outputs, Rng rng, Aggregation aggregation = Aggregation.Mean, bool bias = true,
        int project = 0, int reader = 0, DType dtype = DType.F32)
    {
        int heard = project > 0 ? project : inputs, width = reader > 0 ? reader : heard;
        return new(
            Init.FanIn([width, outputs], width, rng.Split("neighbor"), dtype),
            Init.FanIn([inputs, outputs], inputs, rng.Split("self"), dtype),
            bias ? Init.FanIn([outputs], inputs, rng.Split("bias"), dtype) : null,
            project > 0 ? Linear.Create(inputs, project, rng.Split("project"), dtype: dtype) : null,
            reader > 0 ? LstmCell.Create(heard, reader, rng.Split("reader"), dtype) : null)
        { Aggregation = aggregation };
    }

    /// <param name="graph">
    /// <c>[targets, nodes]</c>, row = destination, as it is: neither normalised nor with loops. Where it is not square, as a sampled block,
    /// the targets are the first of the nodes.
    /// </param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse; the maximum makes it dense.</param>
    /// <param name="rng">The key of the order in which a reader meets neighbours; without one it is that of the columns.</param>
    /// <returns><c>[targets, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Features x, Rng? rng = null) => Forward(graph, x, x.First(graph.Rows), rng);

    /// <summary>The form for two kinds of nodes (PyG's pair of features), or for targets anywhere among the sources.</summary>
    /// <param name="graph"><c>[targets, sources]</c>, neither normalised nor with loops.</param>
    /// <param name="x">What is heard, <c>[sources, inputs]</c>.</param>
    /// <param name="targets">Those who hear, <c>[targets, inputs]</c>.</param>
    /// <param name="rng">As above.</param>
    /// <returns><c>[targets, outputs]</c>.</returns>
    public Tensor Forward(Csr graph, Features x, Features targets, Rng? rng = null)
    {
        var heard = Project is { } p ? x.Linear(p.Weight, p.Bias).Relu() : x;
        var neighbors = Aggregation switch
        {
            _ when Reader is { } reader => reader.Read(graph, heard, rng).MatMul(Neighbor),
            Aggregation.Sum => SgConv.Propagate(graph, heard, Neighbor, 1),
            Aggregation.Mean => SgConv.Propagate(graph.RowNormalized(Neighbor.DType), heard, Neighbor, 1),
            _ => new Messages(new Edges(graph), heard.ToDense(Neighbor.DType), null).Aggregate(graph, Aggregation).MatMul(Neighbor),
        };
        var y = neighbors + targets.MatMul(Self);
        return Bias is null ? y : y + Bias;
    }
}
