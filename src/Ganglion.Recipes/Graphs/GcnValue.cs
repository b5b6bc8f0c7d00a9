using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A graph convolutional network that forecasts a number for each node.</summary>
[Recipe("gcn-value")]
public sealed partial class GcnValue : NodeValues<GcnValue.Net>
{
    public override Paper Paper =>
        new("Semi-Supervised Classification with Graph Convolutional Networks", "Kipf, Welling", 2017, "arXiv:1609.02907");

    public override string Summary => "Two graph convolutions, the second with one output: Â relu(Â X W₀) W₁, Â = D^-½ (A + I) D^-½.";

    public override Net Create(NodeRegressionInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), GcnConv.Create(o.Hidden, 1, rng.Split("second")));

    [Model]
    public sealed partial record Net(GcnConv First, GcnConv Second) : INodeValues
    {
        public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
        {
            var a = graph.Adjacency.GcnNormalized();
            return Second.Forward(a, Dropped(First.Forward(a, graph.Features).Relu(), dropout, rng));
        }
    }
}
