using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A node, its neighbours and those two steps away are kept apart, and so are the rounds.</summary>
[Recipe("h2gcn")]
public sealed partial class H2Gcn : NodeClassifier<H2Gcn.Net, H2Gcn.Options>
{
    public override Paper Paper => new("Beyond Homophily in Graph Neural Networks: Current Limitations and Effective Designs",
        "Zhu, Yan, Zhao, Heimann, Akoglu, Koutra", 2020, "arXiv:2006.11468");

    public override string Summary => "r⁰ = relu(X W), rᵏ = [Â₁ rᵏ⁻¹, Â₂ rᵏ⁻¹] with Â₂ of nodes exactly two steps away; softmax([r⁰, r¹, …] W') "
        + "(designs D1 to D3).";

    public sealed record Options
    {
        /// <summary>Units of the first layer.</summary>
        [Search(16, 128, Log = true)] public int Hidden { get; init; } = 32;

        /// <summary>Rounds; each doubles the width.</summary>
        public int Rounds { get; init; } = 2;

        /// <summary>Share of what is put together that is dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on all weights.</summary>
        [Search(1e-6, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override bool IsUsualFor(LearningTask task) => false;

    public override Options Smoke => new() { Epochs = 8, Hidden = 8 };

    public override Options Suit(NodeClassification task) =>
        task.Info.Features < 100 ? new() { WeightDecay = 1e-5 } : task.IsLarge() ? new() { Patience = 30 } : new();

    // Pairs two steps apart are as many as the squares of the degrees.
    public override bool Accepts(LearningTask task) => task is NodeClassification { Input.Adjacency: var a }
        && Enumerable.Range(0, a.Rows).Sum(n => (long)a.Row(n).Length * a.Row(n).Length) < 20_000_000;

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(GcnConv.Create(info.Features, o.Hidden, rng.Split("input")),
        Linear.Create(o.Hidden * ((1 << (o.Rounds + 1)) - 1), info.Classes.Count, rng.Split("output")));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var (hops, x) = (Hops(task.Input.Adjacency), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), new Adam(o.LearningRate) { WeightDecay = o.WeightDecay },
            o.Epochs, o.Patience, (net, rng) => net.Forward(hops, x, o.Rounds, o.Dropout, rng));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(Hops(graph.Adjacency), graph.Features.RowNormalized(), o.Rounds);

    /// <param name="Input">A linear map of features; its weight is inputs by outputs, to multiply sparse features from the right.</param>
    /// <param name="Output">From all rounds to the classes.</param>
    [Model]
    public sealed partial record Net(GcnConv Input, Linear Output)
    {
        /// <summary>Logits <c>[nodes, classes]</c>.</summary>
        public Tensor Forward((Csr One, Csr Two) hops, Features x, int rounds, double dropout = 0, Rng? rng = null)
        {
            var all = new List<Tensor> { (x.MatMul(Input.Weight) + Input.Bias!).Relu() };
            for (int k = 0; k < rounds; k++) all.Add(Tensor.Concat([hops.One.MatMul(all[^1]), hops.Two.MatMul(all[^1])], 1));
            var h = Tensor.Concat(all, 1);
            return Output.Forward(rng is { } key ? h.Dropout(dropout, key) : h);
        }
    }

    public override string Notes => "Takes graphs with up to 20 million paths of two steps.";

    // Both normalised: neighbours, and those two steps away that are neither neighbours nor the node itself.
    internal static (Csr One, Csr Two) Hops(Csr graph)
    {
        var (pointers, ids, seen) = (new int[graph.Rows + 1], new List<int>(), new int[graph.Rows]);
        for (int r = 0; r < graph.Rows; r++)
        {
            seen[r] = r + 1;
            foreach (int n in graph.Row(r)) seen[n] = r + 1;
            int first = ids.Count;
            foreach (int n in graph.Row(r))
                foreach (int m in graph.Row(n))
                    if (seen[m] != r + 1) { seen[m] = r + 1; ids.Add(m); }
            ids.Sort(first, ids.Count - first, null);
            pointers[r + 1] = ids.Count;
        }
        return (graph.SymmetricNormalized(), new Csr(graph.Rows, graph.Rows, pointers, ids.ToArray()).SymmetricNormalized());
    }
}
