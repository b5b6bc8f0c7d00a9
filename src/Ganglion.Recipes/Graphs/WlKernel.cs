using System.Numerics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The Weisfeiler-Lehman subtree kernel with a linear classifier: what graph networks are held against.</summary>
[Recipe("wl-kernel")]
public sealed partial class WlKernel : GraphClassifier<Linear, WlKernel.Options>
{
    public override Paper Paper =>
        new("Weisfeiler-Lehman Graph Kernels", "Shervashidze, Schweitzer, van Leeuwen, Mehlhorn, Borgwardt", 2011, "JMLR 12:2539");

    public override string Summary =>
        "Counts of the labels that rounds of relabelling by neighbours give, scaled to unit length, in a logistic regression.";

    public sealed record Options
    {
        /// <summary>Rounds of relabelling.</summary>
        [Search(0, 8)] public int Rounds { get; init; } = 4;

        /// <summary>Columns that labels are hashed to.</summary>
        public int Buckets { get; init; } = 65536;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.01, 0.3, Log = true)] public double LearningRate { get; init; } = 0.1;

        /// <summary>L2 penalty on the weights.</summary>
        [Search(1e-7, 1e-3, Log = true)] public double WeightDecay { get; init; } = 3e-4;

        /// <summary>Full-batch steps.</summary>
        public int Epochs { get; init; } = 200;
    }

    public override Options Smoke => new() { Buckets = 256, Epochs = 10 };

    public override Linear Create(GraphInfo info, Options o, Rng rng) =>
        new(Tensor.Zeros([info.Classes.Count, o.Buckets]), Tensor.Zeros([info.Classes.Count]));

    public override Linear Fit(GraphClassification task, Options o, Run run)
    {
        var (graphs, labels) = task.Batch([.. Enumerable.Range(0, task.TrainCount)]);
        Features train = Patterns(graphs, o), validation = Patterns(task.Validation, o);
        return run.Train(Create(task.Info, o, run.Rng),
            new Training { Optimizer = new Adam(o.LearningRate) { WeightDecay = o.WeightDecay }, Epochs = o.Epochs, EvaluateEvery = 20, KeepBest = false },
            loss: (net, _) => train.Linear(net.Weight, net.Bias).SoftmaxCrossEntropy(labels).Mean(),
            validate: net => task.Validate(validation.Linear(net.Weight, net.Bias)));
    }

    public override Tensor Predict(Linear net, GraphBatch graphs, Options o) => ((Features)Patterns(graphs, o)).Linear(net.Weight, net.Bias);

    // One row a graph: how often each label occurs in it, over all rounds, at unit length.
    internal static Csr Patterns(GraphBatch graphs, Options o)
    {
        var (labels, next) = (GraphPatterns.Tags(graphs), new ulong[graphs.Adjacency.Rows]);
        var counts = GraphPatterns.Counts(graphs);
        for (int round = 0; ; round++)
        {
            for (int g = 0; g < counts.Length; g++)
                for (int node = graphs.Pointers[g]; node < graphs.Pointers[g + 1]; node++)
                    GraphPatterns.Add(counts[g], labels[node] + (ulong)round, o.Buckets);
            if (round == o.Rounds) break;
            for (int node = 0; node < next.Length; node++)
            {
                // A sum of well-mixed words names a multiset: it does not depend on the order of the neighbours.
                ulong around = 0;
                foreach (int neighbor in graphs.Adjacency.Row(node)) around += GraphPatterns.Mix(labels[neighbor]);
                next[node] = GraphPatterns.Mix(BitOperations.RotateLeft(labels[node], 17) + around);
            }
            (labels, next) = (next, labels);
        }
        return GraphPatterns.ToCsr(counts, o.Buckets, graphs.Features.DType);
    }

    public override string Notes => "The authors train a support vector machine and choose rounds and penalty by cross-validation; "
        + "here both are fixed. Labels are hashed to columns rather than numbered, so that answers need no dictionary.";
}
