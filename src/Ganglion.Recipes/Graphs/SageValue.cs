using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE that forecasts a number for each node: a node's own features beside the mean of its neighbours'.</summary>
[Recipe("sage-value")]
public sealed partial class SageValue : NodeValues<SageValue.Net>
{
    public override Paper Paper =>
        new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, Leskovec", 2017, "arXiv:1706.02216");

    public override string Summary => "Two hops of h ← relu(W·[h, mean of the neighbours' h]), the second with one output and on all neighbours.";

    public override Net Create(NodeRegressionInfo info, Options o, Rng rng) =>
        new(SageConv.Create(info.Features, o.Hidden, rng.Split("first")), SageConv.Create(o.Hidden, 1, rng.Split("second")));

    [Model]
    public sealed partial record Net(SageConv First, SageConv Second) : INodeValues
    {
        public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
        {
            var h = Dropped(First.Forward(graph.Adjacency, graph.Features).Relu(), dropout, rng);
            return Second.Forward(graph.Adjacency, h);
        }
    }
}
