using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>LightGCN: users and items averaged over the graph of who took what, with nothing to train but their first vectors.</summary>
[Recipe("lightgcn")]
public sealed partial class LightGcn : Recommender<Factors, LightGcn.Options>
{
    public override Paper Paper =>
        new("LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation", "He, Deng, Wang, Li, Zhang, Wang",
            2020, "arXiv:2002.02126", "P082");

    public override string Summary => "E = (1/(K+1)) Σₖ Ãᵏ E₀ with Ã = D^-½ A D^-½ (eqs. 7, 8); score uᵀi, trained by BPR on E₀ alone.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("above-matrix-factorisation",
            "Propagation ranks better than the same factors without a graph, and than NGCF, by 16 % on average (tables 3, 4); here on "
                + "MovieLens-100K.", e =>
        {
            var light = e.Fit(Id, "ml-100k", seeds: 2);
            e.Better("above matrix factorisation", light, e.Fit("bpr", "ml-100k", seeds: 2));
            e.Better("above popularity", light, e.Fit("popularity", "ml-100k", seeds: 1), margin: 0.05);
            var ngcf = e.Fit(Id, "ml-100k", seeds: 2, "propagation=ngcf");
            e.Better("above NGCF's layers", light, ngcf);
            double Recall(Runs runs) => runs.Of(Metric.RecallAt(20)).Average();
            e.AtLeast("recall@20 relative to that of NGCF's layers", Recall(light) / Recall(ngcf), 1.0, paper: 1.16);
        }),
        new("simpler-is-better", "Feature transforms and a nonlinearity in the layers lower the score (section 2.2, table 1).", e =>
        {
            var light = e.Fit(Id, "ml-100k", seeds: 2);
            e.Better("above layers with a transform", light, e.Fit(Id, "ml-100k", seeds: 2, "propagation=transform"));
            e.Better("above layers with a nonlinearity", light, e.Fit(Id, "ml-100k", seeds: 2, "propagation=nonlinear"));
        }),
        new("layers", "One to four layers are better than none (tables 3, 5).", e =>
        {
            var none = e.Fit(Id, "ml-100k", seeds: 2, "layers=0");
            foreach (int k in e.By<int[]>([1], [1, 2, 3, 4], [1, 2, 3, 4]))
                e.Better($"{k} layers above none", e.Fit(Id, "ml-100k", seeds: 2, $"layers={k}"), none);
        }),
    ];

    /// <summary>What a layer does with the vectors E before it.</summary>
    public enum PropagationKind
    {
        /// <summary>ÃE.</summary>
        Light,

        /// <summary>ÃEW.</summary>
        Transform,

        /// <summary>LeakyReLU(ÃE).</summary>
        Nonlinear,

        /// <summary>LeakyReLU((Ã + I)EW₁ + (ÃE ⊙ E)W₂), the layer of Wang et al. 2019 (arXiv:1905.08108, eq. 7).</summary>
        Ngcf,
    }

    public sealed record Options
    {
        /// <summary>Numbers of a user's or an item's vector.</summary>
        [Search(16, 256, Log = true)] public int Width { get; init; } = 64;

        /// <summary>Rounds of propagation.</summary>
        [Search(0, 4)] public int Layers { get; init; } = 3;

        /// <summary>What a layer does.</summary>
        public PropagationKind Propagation { get; init; } = PropagationKind.Light;

        /// <summary>Adam's learning rate.</summary>
        [Search(5e-4, 2e-2, Log = true)] public double LearningRate { get; init; } = 1e-3;

        /// <summary>L2 penalty on the first vectors of a batch.</summary>
        [Search(1e-6, 1e-2, Log = true)] public double WeightDecay { get; init; } = 1e-4;

        /// <summary>Passes over the interactions at most.</summary>
        public int Epochs { get; init; } = 1000;

        /// <summary>Interactions a step.</summary>
        public int BatchSize { get; init; } = 2048;

        /// <summary>Epochs between two looks at the validation part.</summary>
        public int EvaluateEvery { get; init; } = 5;

        /// <summary>Looks without a better ranking before training stops.</summary>
        public int Patience { get; init; } = 4;
    }

    public override Options Smoke => new() { Width = 8, Layers = 2, Epochs = 10, BatchSize = 64, LearningRate = 0.01 };

    public override Options Suit(TopNRecommendation task) => task.Taken.Length > 300_000 ? new()
        : new() { LearningRate = 0.01, WeightDecay = 1e-3, BatchSize = 1024, Epochs = 100 };

    public override Factors Create(TopNInfo info, Options o, Rng rng) =>
        new(Tensor.Zeros([info.Users, o.Width]), Tensor.Zeros([info.Items, o.Width]));

    public override Factors Fit(TopNRecommendation task, Options o, Run run)
    {
        var graph = task.InteractionGraph().SymmetricNormalized();
        int count = task.Info.Users;
        int[] users = task.TakenBy();
        var start = new Net(run.Rng.Split("vectors").Normal([graph.Rows, o.Width], deviation: 0.1),
            [.. Enumerable.Range(0, o.Propagation switch { PropagationKind.Transform => o.Layers, PropagationKind.Ngcf => 2 * o.Layers, _ => 0 })
                .Select(k => Init.XavierUniform([o.Width, o.Width], run.Rng.Split("weights").Split(k)))]);
        var fitted = run.Train(start,
            new Training
            {
                Optimizer = new Adam(o.LearningRate),
                Epochs = o.Epochs,
                Items = users.Length,
                BatchSize = o.BatchSize,
                EvaluateEvery = o.EvaluateEvery,
                Patience = o.Patience,
            },
            loss: (net, step) =>
            {
                int[] by = Array.ConvertAll(step.Items, e => users[e]), taken = Array.ConvertAll(step.Items, e => task.Taken[e] + count);
                int[] other = Array.ConvertAll(task.Negatives(by, step.Rng), j => j + count);
                var e = net.Propagate(graph, o);
                return Factors.PairLoss(e.GatherRows(by), e.GatherRows(taken), e.GatherRows(other))
                    + Factors.Penalty(net.Vectors.GatherRows(by), net.Vectors.GatherRows(taken), net.Vectors.GatherRows(other)) * o.WeightDecay;
            },
            validate: net => task.Validate(Final(net).Scores));
        return Memory.Scope(() => Final(fitted));

        Factors Final(Net net)
        {
            var e = net.Propagate(graph, o);
            return new(e.Slice(0, 0, count), e.Slice(0, count, task.Info.Items));
        }
    }

    public override Tensor Predict(Factors net, IntTensor users, Options o) => net.Scores(users);

    /// <summary>What is trained.</summary>
    /// <param name="Vectors">E₀ <c>[users + items, width]</c>.</param>
    /// <param name="Weights">Of layers with transforms, <c>[width, width]</c> each; none in LightGCN.</param>
    [Model]
    public sealed partial record Net(Tensor Vectors, Tensor[] Weights)
    {
        /// <summary>The mean over all layers, <c>[users + items, width]</c>.</summary>
        public Tensor Propagate(Csr graph, Options o)
        {
            Tensor e = Vectors, sum = Vectors;
            for (int k = 0; k < o.Layers; k++)
            {
                var near = graph.MatMul(e);
                e = o.Propagation switch
                {
                    PropagationKind.Light => near,
                    PropagationKind.Transform => near.MatMul(Weights[k]),
                    PropagationKind.Nonlinear => near.LeakyRelu(0.2),
                    _ => ((near + e).MatMul(Weights[2 * k]) + (near * e).MatMul(Weights[2 * k + 1])).LeakyRelu(0.2),
                };
                sum += e;
            }
            return sum * (1.0 / (o.Layers + 1));
        }
    }

    public override string Notes => "Interactions are shuffled and passed over once an epoch, where the authors draw a user and then an item. "
        + "NGCF's layers are averaged and not concatenated, without dropout, so that nothing but the layer differs.";
}
