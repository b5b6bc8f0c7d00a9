using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Matrix factorisation that learns to rank what a user took above what the user did not: the yardstick of recommendation.</summary>
[Recipe("bpr")]
public sealed partial class BprMf : Recommender<Factors, BprMf.Options>
{
    public override Paper Paper =>
        new("BPR: Bayesian Personalized Ranking from Implicit Feedback", "Rendle, Freudenthaler, Gantner, Schmidt-Thieme", 2009, "arXiv:1205.2618");

    public override string Summary => "Score u·i, trained by -ln σ(u·i - u·j) on items i that the user took and j that the user did not.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("above-popularity", "Ranking learned by user is far above the same ranking for everybody.", e =>
            e.Better("above popularity on MovieLens-100K", e.Fit(Id, "ml-100k", seeds: 2), e.Fit("popularity", "ml-100k", seeds: 1), margin: 0.05)),
    ];

    public sealed record Options
    {
        /// <summary>Numbers of a user's or an item's vector.</summary>
        [Search(16, 256, Log = true)] public int Width { get; init; } = 64;

        /// <summary>Adam's learning rate.</summary>
        [Search(5e-4, 2e-2, Log = true)] public double LearningRate { get; init; } = 2e-3;

        /// <summary>L2 penalty on the vectors of a batch.</summary>
        [Search(1e-5, 0.1, Log = true)] public double WeightDecay { get; init; } = 0.02;

        /// <summary>Passes over the interactions at most.</summary>
        public int Epochs { get; init; } = 150;

        /// <summary>Interactions a step.</summary>
        public int BatchSize { get; init; } = 512;

        /// <summary>Epochs between two looks at the validation part.</summary>
        public int EvaluateEvery { get; init; } = 5;

        /// <summary>Looks without a better ranking before training stops.</summary>
        public int Patience { get; init; } = 4;
    }

    public override Options Smoke => new() { Width = 8, Epochs = 10, BatchSize = 64 };

    public override Options Suit(TopNRecommendation task) =>
        task.Taken.Length <= 300_000 ? new() : new() { BatchSize = 4096, WeightDecay = 1e-3, Epochs = 100 };

    public override Factors Create(TopNInfo info, Options o, Rng rng) =>
        new(rng.Split("users").Normal([info.Users, o.Width], deviation: 0.1), rng.Split("items").Normal([info.Items, o.Width], deviation: 0.1));

    public override Factors Fit(TopNRecommendation task, Options o, Run run)
    {
        int[] users = task.TakenBy();
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
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
                int[] by = Array.ConvertAll(step.Items, e => users[e]), taken = Array.ConvertAll(step.Items, e => task.Taken[e]);
                Tensor u = net.Users.GatherRows(by), i = net.Items.GatherRows(taken), j = net.Items.GatherRows(task.Negatives(by, step.Rng));
                return Factors.PairLoss(u, i, j) + Factors.Penalty(u, i, j) * o.WeightDecay;
            },
            validate: net => task.Validate(net.Scores));
    }

    public override Tensor Predict(Factors net, IntTensor users, Options o) => net.Scores(users);

    public override string Notes => "Mini-batches and Adam in place of single steps of SGD; the negative is drawn uniformly.";
}
