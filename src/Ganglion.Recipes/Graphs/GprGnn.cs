using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Predictions spread with a weight for each number of steps that is learned, negative ones too.</summary>
[Recipe("gpr-gnn")]
public sealed partial class GprGnn : NodeClassifier<GprGnn.Net, GprGnn.Options>
{
    public override Paper Paper => new("Adaptive Universal Generalized PageRank Graph Neural Network", "Chien, Peng, Li, "
        + "Milenkovic", 2021, "arXiv:2006.07988");

    public override string Summary => "Z = Σₖ γₖ Âᵏ mlp(X), γ learned (eq. 1): a low-pass filter where links join like with like, a high-pass one "
        + "where they do not.";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(16, 128, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>K, the most steps.</summary>
        public int Hops { get; init; } = 10;

        /// <summary>α of the personalised PageRank that γ starts from.</summary>
        [Search(0.1, 0.9)] public double Alpha { get; init; } = 0.1;

        /// <summary>Share of inputs, hidden units and predictions dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on the perceptron.</summary>
        [Search(1e-6, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 300;

        /// <summary>Looks at the validation nodes without a better score before training stops.</summary>
        public int Patience { get; init; } = 100;
    }

    public override bool IsUsualFor(LearningTask task) => task is NodeClassification { IsHeterophilous: true };

    public override Options Smoke => new() { Epochs = 8, Hidden = 8, Hops = 3 };

    public override Options Suit(NodeClassification task) => task.IsLarge() ? new() { Patience = 30 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(new MlpNode().Create(info, new() { Hidden = o.Hidden }, rng),
        Tensor.From([.. Enumerable.Range(0, o.Hops + 1).Select(k => (float)((k < o.Hops ? o.Alpha : 1) * Math.Pow(1 - o.Alpha, k)))]));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var (a, x) = (task.Input.Adjacency.GcnNormalized(), task.Input.Features.RowNormalized());
        return run.Train(task, Create(task.Info, o, run.Rng.Split("init")), FullBatch.Penalized(o.LearningRate, o.WeightDecay, "Perceptron"),
            o.Epochs, o.Patience, (net, rng) => net.Forward(a, x, o.Dropout, rng));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Forward(graph.Adjacency.GcnNormalized(), graph.Features.RowNormalized());

    /// <param name="Perceptron">Predicts from features.</param>
    /// <param name="Gamma">γ, <c>[hops + 1]</c>.</param>
    [Model]
    public sealed partial record Net(MlpNode.Net Perceptron, Tensor Gamma)
    {
        /// <summary>Logits <c>[nodes, classes]</c>.</summary>
        public Tensor Forward(Csr normalized, Features x, double dropout = 0, Rng? rng = null)
        {
            var h = Perceptron.Forward(x, dropout, rng);
            if (rng is { } key) h = h.Dropout(dropout, key.Split("predictions"));
            var z = h * Gamma.Slice(0, 0, 1);
            for (int k = 1; k < Gamma.Length; k++)
            {
                h = normalized.MatMul(h);
                z += h * Gamma.Slice(0, k, 1);
            }
            return z;
        }
    }

    public override string Notes => "γ starts from personalised PageRank, the authors' choice among several.";
}
