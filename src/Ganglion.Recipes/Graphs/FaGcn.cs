using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Links with a sign: neighbours may be added or subtracted.</summary>
[Recipe("fagcn")]
public sealed partial class FaGcn : NodeClassifier<FaGcn.Net, FaGcn.Options>
{
    public override Paper Paper =>
        new("Beyond Low-frequency Information in Graph Convolutional Networks", "Bo, Wang, Shi, Shen", 2021, "arXiv:2101.00797");

    public override string Summary => "hᵢ ← ε hᵢ⁰ + Σⱼ αᵢⱼ hⱼ / √(dᵢ dⱼ), αᵢⱼ = tanh(g·[hᵢ, hⱼ]) between -1 and 1 (eqs. 6 to 8).";

    public sealed record Options
    {
        /// <summary>Units.</summary>
        [Search(16, 128, Log = true)] public int Hidden { get; init; } = 32;

        /// <summary>Layers.</summary>
        [Search(1, 6)] public int Layers { get; init; } = 4;

        /// <summary>ε, how much of the start each layer adds.</summary>
        [Search(0.1, 1)] public double Epsilon { get; init; } = 0.3;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on all weights.</summary>
        [Search(1e-6, 5e-3, Log = true)] public double WeightDecay { get; init; } = 1e-3;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override bool IsUsualFor(LearningTask task) => false;

    public override Options Smoke => new() { Epochs = 8, Hidden = 8, Layers = 2 };

    public override Options Suit(NodeClassification task) =>
        task.Info.Features < 100 ? new() { WeightDecay = 1e-5, Dropout = 0.2 } : task.IsLarge() ? new() { WeightDecay = 1e-4, Patience = 30 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(
        GcnConv.Create(info.Features, o.Hidden, rng.Split("input")),
        [.. Enumerable.Range(0, o.Layers).Select(l => Linear.Create(o.Hidden, 2, rng.Split("gate").Split(l)))],
        Linear.Create(o.Hidden, info.Classes.Count, rng.Split("output")));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var (a, x) = (task.Input.Adjacency.SymmetricNormalized(), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), new Adam(o.LearningRate) { WeightDecay = o.WeightDecay },
            o.Epochs, o.Patience, (net, rng) => net.Forward(a, x, o.Epsilon, o.Dropout, rng));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) =>
        net.Forward(graph.Adjacency.SymmetricNormalized(), graph.Features.RowNormalized(), o.Epsilon);

    /// <param name="Input">A linear map of features; its weight is inputs by outputs, to multiply sparse features from the right.</param>
    /// <param name="Gates">g of each layer: its two halves give what the ends of a link say.</param>
    /// <param name="Output">To the classes.</param>
    [Model]
    public sealed partial record Net(GcnConv Input, Linear[] Gates, Linear Output)
    {
        /// <summary>Logits <c>[nodes, classes]</c>.</summary>
        public Tensor Forward(Csr normalized, Features x, double epsilon, double dropout = 0, Rng? rng = null)
        {
            Tensor Drop(Tensor t, string where) => rng is { } key ? t.Dropout(dropout, key.Split(where)) : t;
            var start = Drop((x.Dropout(dropout, rng?.Split("input")).MatMul(Input.Weight) + Input.Bias!).Relu(), "start");
            var (h, values) = (start, normalized.Values!.To(start.DType));
            for (int l = 0; l < Gates.Length; l++)
            {
                var ends = Gates[l].Forward(h);
                var signs = normalized.EdgeAdd(ends.Slice(1, 0, 1).Reshape(-1), ends.Slice(1, 1, 1).Reshape(-1)).Tanh();
                h = normalized.WithValues(Drop(signs, $"links {l}") * values).MatMul(h) + start * epsilon;
            }
            return Output.Forward(h);
        }
    }

    public override string Notes => "Penalties by the size of the data; the authors tune layers, ε and penalty for each set.";
}
