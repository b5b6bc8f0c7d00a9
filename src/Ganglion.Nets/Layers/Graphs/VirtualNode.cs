namespace Ganglion.Nets;

/// <summary>
/// A node that hears and tells every node of its graph, so that messages need not travel (Gilmer et al. 2017, section 5.2; in the form of the Open
/// Graph Benchmark, Hu et al. 2020). Between layers xᵢ ← xᵢ + v of i's graph, then v ← mlp(v + Σ xᵢ over its nodes); as matrices, with
/// P <c>[graphs, nodes]</c> saying whose a node is, X ← X + Pᵀ·V and V ← mlp(V + P·X).
/// </summary>
/// <param name="Start">What it has at first, <c>[width]</c>.</param>
/// <param name="Mlp">Applied to what it hears.</param>
[Model]
public sealed partial record VirtualNode(Tensor Start, Mlp Mlp)
{
    /// <summary>Zeros, and a perceptron with a hidden layer of twice the width.</summary>
    /// <param name="width">The width of x.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dtype">The element type.</param>
    public static VirtualNode Create(int width, Rng rng, DType dtype = DType.F32) =>
        new(Init.Zeros([width], dtype), Mlp.Create([width, 2 * width, width], rng, dtype: dtype));

    /// <summary>The virtual nodes before the first layer.</summary>
    /// <param name="graphs">How many.</param>
    /// <returns><c>[graphs, width]</c>.</returns>
    public Tensor Initial(int graphs) => Start.Expand([graphs, Start.Length]);

    /// <summary>Each node hears the virtual node of its graph.</summary>
    /// <param name="x"><c>[nodes, width]</c>.</param>
    /// <param name="virtuals"><c>[graphs, width]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns><c>[nodes, width]</c>.</returns>
    public static Tensor Tell(Tensor x, Tensor virtuals, IntTensor pointers) => x + virtuals.GatherRows(SegmentSumOp.Segments(pointers));

    /// <summary>Each virtual node hears the nodes of its graph.</summary>
    /// <param name="x"><c>[nodes, width]</c>.</param>
    /// <param name="virtuals"><c>[graphs, width]</c>.</param>
    /// <param name="pointers">As above.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[graphs, width]</c>, for the next layer.</returns>
    public Tensor Hear(Tensor x, Tensor virtuals, IntTensor pointers, Rng? rng = null) => Mlp.Forward(virtuals + x.SegmentSum(pointers), rng);
}
