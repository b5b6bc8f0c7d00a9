namespace Ganglion.Nets;

/// <summary>
/// Gated graph convolution with a state at each edge (Bresson and Laurent 2017; in the form of Dwivedi et al. 2020, equations 12 to 14).
/// Node by node: êᵢⱼ = A·xᵢ + B·xⱼ + C·eᵢⱼ, ηᵢⱼ = σ(êᵢⱼ) / (Σⱼ σ(êᵢⱼ) + 1e-6), yᵢ = U·xᵢ + Σⱼ ηᵢⱼ ⊙ V·xⱼ. As matrices, feature f by
/// feature: Y_f = (X·U)_f + D_f⁻¹·G_f·(X·V)_f, with the gates σ(ê_f) as the values of the sparse G_f, and D_f its row sums.
/// </summary>
/// <remarks>Normalisation, activation and the sum with what came in are the network's: x + relu(norm(y)), e + relu(norm(ê)).</remarks>
/// <param name="Self">U and a bias.</param>
/// <param name="Neighbor">V and a bias.</param>
/// <param name="Target">A and a bias.</param>
/// <param name="Source">B and a bias.</param>
/// <param name="Edge">C and a bias, or none where edges bring no features.</param>
[Model]
public sealed partial record GatedGcnConv(Linear Self, Linear Neighbor, Linear Target, Linear Source, Linear? Edge)
{
    /// <summary>Each map begun as <see cref="Linear.Create"/> does.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y and of ê.</param>
    /// <param name="rng">The key.</param>
    /// <param name="edges">The width of e; 0 for none.</param>
    /// <param name="dtype">The element type.</param>
    public static GatedGcnConv Create(int inputs, int outputs, Rng rng, int edges = 0, DType dtype = DType.F32)
    {
        Linear Map(string name, int width) => Linear.Create(width, outputs, rng.Split(name), dtype: dtype);
        return new(Map("self", inputs), Map("neighbor", inputs), Map("target", inputs), Map("source", inputs), edges > 0 ? Map("edge", edges) : null);
    }

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination. Its values play no part.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="edges"><c>[entries, edge features]</c> in the order of the graph's entries, or none.</param>
    /// <returns>y <c>[nodes, outputs]</c> and ê <c>[entries, outputs]</c>, both before any activation.</returns>
    /// <exception cref="ArgumentException">Edge features were given and there is no C, or the other way round.</exception>
    public (Tensor Y, Tensor Edges) Forward(Csr graph, Tensor x, Tensor? edges = null)
    {
        if (edges is null != Edge is null)
            throw new ArgumentException(Edge is null ? "GatedGcnConv: this layer was made without edge features and got some; create it with edges: their width."
                : "GatedGcnConv: this layer was made for edge features and got none.", nameof(edges));
        var state = graph.EdgeAdd(Target.Forward(x), Source.Forward(x));
        if (Edge is not null) state += Edge.Forward(edges!);
        var gates = state.Sigmoid();
        var heard = (gates * Neighbor.Forward(x).GatherRows(graph.ColumnIds)).SegmentSum(graph.RowPointers);
        return (Self.Forward(x) + heard / (gates.SegmentSum(graph.RowPointers) + 1e-6), state);
    }
}
