using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE: embeddings computed from sampled neighbours, so that nodes and graphs never seen get them too.</summary>
[Recipe("graphsage")]
public sealed partial class GraphSage : NodeClassifier<GraphSage.Net, GraphSage.Options>
{
    public override Paper Paper => new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, Leskovec", 2017, "arXiv:1706.02216", "P453");

    public override string Summary =>
        "Each hop joins a node with what some sampled neighbours say: h ← relu(W·[h, aggregate(h of neighbours)]) / ‖·‖ (algorithm 1).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("hidden-nodes", "Nodes absent in training are classified far better than from their features, and about as well as if they had been seen (table 1).", e =>
        {
            LearningTask hidden = e.Task("cora", new() { Split = -1, Inductive = true }), whole = e.Task("cora", new() { Split = -1 });
            int seeds = e.By(1, 5, 10);
            Runs mean = e.Fit(Id, hidden, seeds), pool = e.Fit(Id, hidden, seeds, "aggregator=pool"), features = e.Fit("mlp-node", hidden, seeds);
            e.Better("mean aggregator above features only", mean, features, margin: 0.05);
            e.Better("pool aggregator above features only", pool, features, margin: 0.05);
            e.Better("LSTM aggregator above features only", e.Fit(Id, hidden, e.By(1, 2, 10), "aggregator=lstm"), features, margin: 0.05);
            e.AtLeast("mean aggregator less a GCN that saw all nodes", mean.Test.Average() - e.Fit("gcn", whole, seeds).Test.Average(), -0.03);
        }),
        new("unseen-graphs", "Trained on one graph, it classifies the nodes of new graphs of the same family, better with two hops than with one (section 4.2).", e =>
        {
            for (ulong g = 1; g <= e.By(1UL, 3UL, 5UL); g++)
            {
                var task = Family(g, e.By(80, 500, 2000));
                Runs two = e.Fit(Id, task, 3), one = e.Fit(Id, task, 3, "fan-out=25");
                e.Better($"graph {g}: above features only", two, e.Fit("mlp-node", task, 3), margin: 0.1);
                e.Better($"graph {g}: two hops above one", two, one);
            }
        }),
        new("bounded-batches", "Fan-outs bound what a batch costs: flat while the graph grows tenfold, where whole neighbourhoods explode (section 3.1).", e =>
        {
            int nodes = e.By(60, 300, 1000);
            var (small, large) = (Sbm(9, nodes, 30.0 / nodes), Sbm(9, 10 * nodes, 30.0 / nodes));
            double Cost(Graph graph, int[] fanOut) => Enumerable.Range(0, 20).Average(i =>
            {
                int[] batch = e.Rng.Split(i).Permutation(graph.Nodes)[..16];
                return (double)new NeighborSampler(Adjacency(graph), fanOut).Sample(batch, e.Rng.Split("draw").Split(i)).Edges;
            });
            e.AtMost("sampled edges of a batch, large graph over small", Cost(large, [5, 5]) / Cost(small, [5, 5]), 1.5);
            e.AtMost("sampled edges of a batch of 16, fan-outs 5 and 5", Cost(large, [5, 5]), 16 * 5 + 16 * 6 * 5);
            e.AtLeast("edges of whole neighbourhoods, large graph over small", Cost(large, [-1, -1]) / Cost(small, [-1, -1]), 10);
        }),
    ];

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

        /// <summary>Passes over the training nodes.</summary>
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

    public override Tensor Predict(Net net, GraphInput graph, Options o) =>
        net.Forward([.. o.FanOut.Select(_ => graph.Adjacency)], graph.Features.RowNormalized());

    [Model]
    public sealed partial record Net(SageConv[] Hops, Linear Head)
    {
        /// <summary>Logits of the last block's targets <c>[targets, classes]</c>; with a key, inputs and embeddings are dropped.</summary>
        public Tensor Forward(Csr[] blocks, Features x, double dropout = 0, Rng? rng = null)
        {
            for (int hop = 0; hop < Hops.Length; hop++)
            {
                var h = Hops[hop].Forward(blocks[hop], x.Dropout(dropout, rng?.Split(hop)), rng?.Split("order").Split(hop)).Relu();
                x = h / (h.Norm(1, keepDims: true) + 1e-12);
            }
            return Head.Forward(x.Dropout(dropout, rng?.Split("head")).Dense!);
        }
    }

    public override string Notes => "Supervised form. Neighbours are sampled without replacement, and answers use all of them, "
        + "where the paper samples both times with replacement. The unsupervised loss is not here.";

    private static Csr Adjacency(Graph graph) => new(graph.Nodes, graph.Nodes, graph.RowPointers, graph.Columns);

    private static Graph Sbm(ulong seed, int nodes, double density) =>
        SyntheticGraphs.StochasticBlockModel(nodes, 4, 2 * density, density / 3, features: 16, noise: 0.8, seed: seed);

    // Train on one graph, test on all nodes of another.
    private static NodeClassification Family(ulong seed, int nodes)
    {
        double density = 8.0 / nodes;
        var task = NodeClassification.From(Sbm(seed, nodes, density), $"block model {seed}", new());
        return task.TestedOn(Sbm(seed + 1000, nodes, density), [.. Enumerable.Range(0, nodes)]);
    }
}
