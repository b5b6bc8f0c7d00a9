using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE: embeddings computed from sampled neighbours, so that nodes and graphs never seen get them too.</summary>
[Recipe("graphsage")]
public sealed partial class GraphSage : NodeClassifier<GraphSage.Net, GraphSage.Options>
{
    public override Paper Paper => new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, "
        + "Leskovec", 2017, "arXiv:1706.02216", "P453");

    public override string Summary =>
        "Each hop joins a node with what some sampled neighbours say: h ← relu(W·[h, aggregate(h of neighbours)]) / ‖·‖ (algorithm 1).";

    public sealed record Options
    {
        /// <summary>Units of each hop's embedding.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Neighbours sampled a node in training, by hop; as many hops as numbers. Answers use all neighbours.</summary>
        public int[] FanOut { get; init; } = [25, 10];

        /// <summary>How neighbours are put together: their mean, the maximum after a perceptron, or by an LSTM.</summary>
        public Aggregator Aggregator { get; init; } = Aggregator.Mean;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>L2 penalty on the hops' weights.</summary>
        [Search(1e-5, 5e-3, Log = true)] public double WeightDecay { get; init; } = 5e-4;

        /// <summary>Whether hops learn from random walks without labels; then only the classifier on top sees labels, and moves nothing but
        /// itself.</summary>
        public bool Unsupervised { get; init; }

        /// <summary>Passes over the training nodes; steps over all nodes, five times as many, without labels.</summary>
        public int Epochs { get; init; } = 30;

        /// <summary>Training nodes in a step.</summary>
        public int BatchSize { get; init; } = 128;
    }

    /// <summary>How neighbours are put together.</summary>
    public enum Aggregator
    {
        /// <summary>Their mean.</summary>
        Mean,

        /// <summary>The largest of each unit, after a perceptron (eq. 3).</summary>
        Pool,

        /// <summary>The last state of an LSTM that reads them in random order.</summary>
        Lstm,
    }

    public override Options Smoke => new() { Epochs = 3, Hidden = 8, FanOut = [5, 3] };

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(
        [.. o.FanOut.Select((_, hop) => SageConv.Create(hop == 0 ? info.Features : o.Hidden, o.Hidden, rng.Split(hop),
            o.Aggregator == Aggregator.Pool ? Aggregation.Max : Aggregation.Mean,
            project: o.Aggregator == Aggregator.Pool ? o.Hidden : 0, reader: o.Aggregator == Aggregator.Lstm ? o.Hidden : 0))],
        Linear.Create(o.Hidden, info.Classes.Count, rng.Split("head")));

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        if (o.Unsupervised) return FitWithoutLabels(task, o, run);
        var x = task.Input.Features.RowNormalized();
        var sampler = new NeighborSampler(task.Input.Adjacency, o.FanOut);
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate) { WeightDecayOf = path => path.StartsWith("Hops", StringComparison.Ordinal) ? o.WeightDecay : 0 },
                Epochs = o.Epochs,
                Items = task.Train.Length,
                BatchSize = o.BatchSize,
            },
            loss: (net, step) =>
            {
                var batch = sampler.Sample(Array.ConvertAll(step.Items, i => task.Train[i]), step.Rng.Split("sample"));
                IntTensor labels = Array.ConvertAll(step.Items, i => task.TrainLabels[i]);
                return net.Forward(batch.Blocks, x.SelectRows(batch.Nodes), o.Dropout, step.Rng).SoftmaxCrossEntropy(labels).Mean();
            },
            validate: net => task.Validate(Predict(net, task.Input, o)));
    }

    // Equation 1: a node's embedding is close to those its random walk meets, far from those of nodes drawn at random.
    private Net FitWithoutLabels(NodeClassification task, Options o, Run run)
    {
        var (graph, x, walks) = (task.Input.Adjacency, task.Input.Features.RowNormalized(), new RandomWalks(task.Input.Adjacency));
        int[] all = [.. Enumerable.Range(0, task.Input.Nodes)];
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = 5 * o.Epochs, EvaluateEvery = 5 },
            loss: (net, step) =>
            {
                var z = net.Embed([.. o.FanOut.Select(_ => graph)], x, 0, null);
                var met = walks.Sample(all, 5, step.Rng.Split("walk"));
                int at = 1 + step.Rng.Split("place").Integers(1, 5)[0];
                IntTensor near = Array.ConvertAll(all, n => met[n, at]), far = step.Rng.Split("far").Integers(all.Length, all.Length);
                Tensor Meeting(IntTensor others) => (z * z.GatherRows(others)).Sum(1) * 5;       // of length 1: without a scale no product is far from 0
                var walk = Meeting(near).Neg().Softplus().Mean() + Meeting(far).Softplus().Mean();
                return walk + net.Head.Forward(z.Detach().GatherRows(task.Train)).SoftmaxCrossEntropy(task.TrainLabels).Mean();
            },
            validate: net => task.Validate(Predict(net, task.Input, o)));
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o) =>
        net.Forward([.. o.FanOut.Select(_ => graph.Adjacency)], graph.Features.RowNormalized());

    [Model]
    public sealed partial record Net(SageConv[] Hops, Linear Head)
    {
        /// <summary>Logits of the last block's targets <c>[targets, classes]</c>; with a key, inputs and embeddings are dropped.</summary>
        public Tensor Forward(Csr[] blocks, Features x, double dropout = 0, Rng? rng = null) =>
            Head.Forward(((Features)Embed(blocks, x, dropout, rng)).Dropout(dropout, rng?.Split("head")).Dense!);

        /// <summary>Embeddings of the last block's targets <c>[targets, units]</c>, of length 1.</summary>
        public Tensor Embed(Csr[] blocks, Features x, double dropout, Rng? rng)
        {
            for (int hop = 0; hop < Hops.Length; hop++)
            {
                var h = Hops[hop].Forward(blocks[hop], x.Dropout(dropout, rng?.Split(hop)), rng?.Split("order").Split(hop)).Relu();
                x = h / (h.Norm(1, keepDims: true) + 1e-12);
            }
            return x.Dense!;
        }
    }

    public override string Notes => "Neighbours are sampled without replacement, and answers use all of them, where the paper samples both times "
        + "with "
        + "replacement. Without labels, steps are over the whole graph, one node met by a walk of five steps and one drawn at random for each; "
            + "products are scaled by 5.";
}
