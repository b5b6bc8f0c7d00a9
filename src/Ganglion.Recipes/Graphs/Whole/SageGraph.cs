using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE with means, for whole graphs.</summary>
[Recipe("sage-graph")]
public sealed partial class SageGraph : PooledGraphs<SageConv, SageGraph.Options>
{
    public override Paper Paper => new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, Leskovec", 2017, "arXiv:1706.02216");

    public override string Summary => "h ← relu(norm(mean of neighbours · N + h · S)); a graph is the mean of its nodes, answered by a perceptron.";

    public sealed record Options : PooledOptions;

    protected override SageConv Layer(int inputs, int outputs, Rng rng) => SageConv.Create(inputs, outputs, rng);

    protected override Tensor Apply(SageConv layer, Csr prepared, Tensor x) => layer.Forward(prepared, x);

    public override string Notes => "The paper classifies nodes; readout, normalisation and schedule are those of the other networks for whole graphs here.";
}
