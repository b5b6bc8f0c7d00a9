using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph convolutions for whole graphs.</summary>
[Recipe("gcn-graph")]
public sealed partial class GcnGraph : PooledGraphs<GcnConv, GcnGraph.Options>
{
    public override Paper Paper => new("Semi-Supervised Classification with Graph Convolutional Networks", "Kipf, Welling", 2017, "arXiv:1609.02907");

    public override string Summary => "h ← relu(norm(Â h W)), Â = D^-½ (A + I) D^-½; a graph is the mean of its nodes, answered by a perceptron.";

    public sealed record Options : PooledOptions;

    protected override GcnConv Layer(int inputs, int outputs, Rng rng) => GcnConv.Create(inputs, outputs, rng);

    protected override Csr Prepared(Csr graph, DType dtype) => graph.GcnNormalized(dtype);

    protected override Tensor Apply(GcnConv layer, Csr prepared, Tensor x) => layer.Forward(prepared, x);

    public override string Notes => "The paper classifies nodes; readout, normalisation and schedule are those of the other networks for whole graphs here.";
}
