using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A network that scores entities as answers of queries.</summary>
public interface ITripleNet<TSelf> : IModel<TSelf> where TSelf : ITripleNet<TSelf>
{
    /// <summary>The score of every entity, <c>[queries, entities]</c>.</summary>
    /// <param name="queries">What is asked.</param>
    /// <param name="dropout">The share of a query's vector that is dropped while training.</param>
    /// <param name="rng">The key of that; none in evaluation.</param>
    Tensor Scores(KnowledgeQueries queries, double dropout = 0, Rng? rng = null);

    /// <summary>The score of one answer a query, <c>[queries]</c>.</summary>
    Tensor Scores(KnowledgeQueries queries, IntTensor answers);
}

/// <summary>What triples are trained by.</summary>
public enum TripleObjective
{
    /// <summary>The cross-entropy of the softmax over all entities, each triple counting once each way (Joulin et al. 2017; Lacroix et al. 2018).</summary>
    Softmax,

    /// <summary>max(0, margin - right + wrong) against a random wrong entity, with vectors of entities kept at length 1 (Bordes et al. 2013).</summary>
    Margin,
}

/// <summary>A recipe of such a network: what they all share is how they are trained.</summary>
public abstract class TripleRecipe<TNet> : TripleScorer<TNet, TripleRecipe<TNet>.Options> where TNet : ITripleNet<TNet>
{
    /// <summary>How the network is trained.</summary>
    public record Options
    {
        /// <summary>Numbers of an entity's vector.</summary>
        [Search(32, 256, Log = true)] public int Width { get; init; } = 100;

        /// <summary>The learning rate: Adam's for the softmax, Adagrad's for the margin.</summary>
        [Search(5e-4, 5e-2, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Share of a query's vector that is dropped while training.</summary>
        [Search(0, 0.6)] public double Dropout { get; init; } = 0.3;

        /// <summary>L2 penalty on all vectors.</summary>
        [Search(0, 1e-4)] public double WeightDecay { get; init; }

        /// <summary>What is minimised.</summary>
        public TripleObjective Objective { get; init; } = TripleObjective.Softmax;

        /// <summary>How far right must be above wrong, for the margin.</summary>
        public double Margin { get; init; } = 1;

        /// <summary>Passes over the queries at most.</summary>
        public int Epochs { get; init; } = 60;

        /// <summary>Queries a step; for the margin, triples.</summary>
        public int BatchSize { get; init; } = 128;

        /// <summary>Epochs between two looks at the validation part.</summary>
        public int EvaluateEvery { get; init; } = 5;

        /// <summary>Looks without a better ranking before training stops.</summary>
        public int Patience { get; init; } = 3;
    }

    /// <inheritdoc/>
    public override Options Smoke => new() { Width = 8, Epochs = 6, EvaluateEvery = 6, BatchSize = 64, Dropout = 0 };

    /// <inheritdoc/>
    public override Options Suit(KnowledgeGraphCompletion task) => task.Train.Length <= 100_000 && task.Info.Entities <= 10_000 ? new()
        : new() { Width = 128, BatchSize = 512, Epochs = 24, EvaluateEvery = 4, Patience = 2, LearningRate = 5e-3 };

    /// <inheritdoc/>
    public override TNet Fit(KnowledgeGraphCompletion task, Options o, Run run) => Train(task, o, run, Create(task.Info, o, run.Rng.Split("init")));

    /// <inheritdoc/>
    public override Tensor Predict(TNet net, KnowledgeQueries queries, Options o) => net.Scores(queries);

    /// <summary>Trains by the objective of the options.</summary>
    protected static TNet Train(KnowledgeGraphCompletion task, Options o, Run run, TNet start)
    {
        var (known, margin) = (task.Known, o.Objective == TripleObjective.Margin);
        Optimizer optimizer = margin ? new Adagrad(o.LearningRate) { WeightDecay = o.WeightDecay }.Project(UnitLength)
            : new Adam(o.LearningRate) { WeightDecay = o.WeightDecay };
        return run.Train(start,
            new Training
            {
                Optimizer = optimizer,
                Epochs = o.Epochs,
                Items = margin ? known.Answers.Nonzeros : known.Queries.Count,
                BatchSize = o.BatchSize,
                EvaluateEvery = o.EvaluateEvery,
                Patience = o.Patience,
            },
            loss: (net, step) =>
            {
                if (!margin)
                {
                    var right = known.Answers.SelectRows(step.Items);
                    return net.Scores(known.Queries.Select(step.Items), o.Dropout, step.Rng).SoftmaxCrossEntropy(right).Sum() / right.Nonzeros;
                }
                var queries = known.Queries.Select(Array.ConvertAll(step.Items, e => known.Answers.RowIds[e]));
                int[] answers = Array.ConvertAll(step.Items, e => known.Answers.ColumnIds[e]);
                int[] wrong = step.Rng.Integers(answers.Length, task.Info.Entities);
                return (net.Scores(queries, wrong) - net.Scores(queries, answers) + o.Margin).Relu().Mean();
            },
            validate: net => task.Validate(q => net.Scores(q)));
    }

    private static Tensor UnitLength(string path, Tensor x) =>
        path.EndsWith("Entities", StringComparison.Ordinal) ? x / ((x.Square().Sum(1, keepDims: true)) + 1e-12).Sqrt() : x;
}
