using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph attention for whole graphs.</summary>
[Recipe("gat-graph")]
public sealed partial class GatGraph : PooledGraphs<GatConv, GatGraph.Options>
{
    private const int Heads = 4;

    public override Paper Paper => new("Graph Attention Networks", "Veličković, Cucurull, Casanova, Romero, Liò, Bengio", 2018, "arXiv:1710.10903");

    public override string Summary => "h ← relu(norm(Σ αᵢⱼ W hⱼ)) with learned shares α of four heads, averaged; a graph is the mean of its nodes, answered by a perceptron.";

    public sealed record Options : PooledOptions;

    protected override GatConv Layer(int inputs, int outputs, Rng rng) => GatConv.Create(inputs, outputs, rng, Heads, concat: false);

    protected override Csr Prepared(Csr graph, DType dtype) => graph.AddSelfLoops();

    protected override Tensor Apply(GatConv layer, Csr prepared, Tensor x) => layer.Forward(prepared, x);

    public override string Notes => "The paper classifies nodes and drops shares while training; readout, normalisation and schedule are those of the other "
        + "networks for whole graphs here, and only the pooled units are dropped.";
}
