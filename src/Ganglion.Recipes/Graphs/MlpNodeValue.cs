using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on the features alone, forecasting a number: what the graph must add to.</summary>
[Recipe("mlp-node-value")]
public sealed partial class MlpNodeValue : NodeValues<MlpNodeValue.Net>
{
    public override Paper Paper =>
        new("Learning representations by back-propagating errors", "Rumelhart, Hinton, Williams", 1986, "doi:10.1038/323533a0");

    public override string Summary => "One hidden layer on the node's own features; the links are ignored.";

    public override Net Create(NodeRegressionInfo info, Options o, Rng rng) =>
        new(GcnConv.Create(info.Features, o.Hidden, rng.Split("first")), Linear.Create(o.Hidden, 1, rng.Split("second")));

    [Model]
    public sealed partial record Net(GcnConv First, Linear Second) : INodeValues
    {
        public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
        {
            var h = (graph.Features.MatMul(First.Weight) + First.Bias!).Relu();
            return Second.Forward(Dropped(h, dropout, rng));
        }
    }
}
