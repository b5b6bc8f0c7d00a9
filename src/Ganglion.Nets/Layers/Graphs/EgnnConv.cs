namespace Ganglion.Nets;

/// <summary>
/// E(n)-equivariant layer (Satorras, Hoogeboom, Welling 2021, equations 3 to 7), for places in any number of dimensions. Node by node:
/// mᵢⱼ = φₑ(hᵢ, hⱼ, ‖xᵢ - xⱼ‖², aᵢⱼ); x′ᵢ = xᵢ + meanⱼ (xᵢ - xⱼ) φₓ(mᵢⱼ); h′ᵢ = hᵢ + φₕ(hᵢ, Σⱼ mᵢⱼ). With velocities
/// v′ᵢ = φᵥ(hᵢ) vᵢ + meanⱼ (xᵢ - xⱼ) φₓ(mᵢⱼ) and x′ᵢ = xᵢ + v′ᵢ. As matrices, with T and S the <c>[edges, nodes]</c> incidences of targets and
/// sources: M = φₑ([TH, SH, ‖(T - S)X‖², A]), X′ = X + D⁻¹Tᵀ(((T - S)X) ⊙ φₓ(M)), H′ = H + φₕ([H, TᵀM]). Places turn, move and are
/// mirrored with the input; features stay as they are.
/// </summary>
/// <param name="Edge">φₑ, followed by a SiLU.</param>
/// <param name="Place">φₓ, one number an edge.</param>
/// <param name="Node">φₕ.</param>
/// <param name="Velocity">φᵥ, one number a node; none where there are no velocities.</param>
[Model]
public sealed partial record EgnnConv(Mlp Edge, Mlp Place, Mlp Node, Mlp? Velocity)
{
    /// <summary>Perceptrons of one hidden layer with SiLU; the last weights of φₓ are small, so that places move little at first, as the authors'.</summary>
    /// <param name="width">The width of h, before and after.</param>
    /// <param name="hidden">Hidden units, and the width of messages.</param>
    /// <param name="rng">The key.</param>
    /// <param name="edges">The width of what is known of edges.</param>
    /// <param name="velocity">Whether nodes have velocities.</param>
    /// <param name="dtype">The element type.</param>
    public static EgnnConv Create(int width, int hidden, Rng rng, int edges = 0, bool velocity = false, DType dtype = DType.F32)
    {
        var silu = new Activation(ActivationKind.Silu);
        var place = Mlp.Create([hidden, hidden, 1], rng.Split("place"), silu, dtype: dtype);
        var small = new Linear(place.Layers[1].Weight * 0.01, null);
        return new(Mlp.Create([2 * width + 1 + edges, hidden, hidden], rng.Split("edge"), silu, dtype: dtype), place with { Layers = [place.Layers[0], small] },
            Mlp.Create([width + hidden, hidden, width], rng.Split("node"), silu, dtype: dtype),
            velocity ? Mlp.Create([width, hidden, 1], rng.Split("velocity"), silu, dtype: dtype) : null);
    }

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination, without loops; all pairs where everything acts on everything.</param>
    /// <param name="h">Features, <c>[nodes, width]</c>.</param>
    /// <param name="x">Places, <c>[nodes, dimensions]</c>.</param>
    /// <param name="velocity">Velocities, <c>[nodes, dimensions]</c>, if the layer was made for them.</param>
    /// <param name="edges">What is known of edges, as the entries of the graph lie: <c>[edges, width]</c>.</param>
    /// <returns>The next features, places and velocities; these null where there were none.</returns>
    /// <exception cref="ArgumentException">Velocities are given to a layer without φᵥ, or the other way round.</exception>
    public (Tensor H, Tensor X, Tensor? Velocity) Forward(Csr graph, Tensor h, Tensor x, Tensor? velocity = null, Tensor? edges = null)
    {
        if (velocity is null != Velocity is null)
            throw new ArgumentException($"EgnnConv was made {(Velocity is null ? "without" : "with")} velocities and got {(velocity is null ? "none" : "some")}.", nameof(velocity));
        var (target, source) = (graph.RowIds, graph.ColumnIds);
        var apart = x.GatherRows(target) - x.GatherRows(source);
        var distance = apart.Square().Sum(1, keepDims: true);
        Tensor[] parts = [h.GatherRows(target), h.GatherRows(source), distance, .. edges is null ? (Tensor[])[] : [edges]];
        var messages = Edge.Forward(Tensor.Concat(parts, 1)).Silu();
        var moved = (apart * Place.Forward(messages)).SegmentMean(graph.RowPointers);
        var next = Velocity is null ? moved : Velocity.Forward(h) * velocity! + moved;
        var answer = h + Node.Forward(Tensor.Concat([h, messages.SegmentSum(graph.RowPointers)], 1));
        return (answer, x + next, Velocity is null ? null : next);
    }
}
