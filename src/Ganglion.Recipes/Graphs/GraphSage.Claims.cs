using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class GraphSage
{
    public override IReadOnlyList<Claim> Claims =>
    [
        new("hidden-nodes", "Nodes absent in training are classified far better than from their features, and about as well as if they had been "
            + "seen (table 1).", e =>
        {
            LearningTask hidden = e.Task("cora", new() { Split = -1, Inductive = true }), whole = e.Task("cora", new() { Split = -1 });
            int seeds = e.By(1, 5, 10);
            Runs mean = e.Fit(Id, hidden, seeds), pool = e.Fit(Id, hidden, seeds, "aggregator=pool"), features = e.Fit("mlp-node", hidden, seeds);
            e.Better("mean aggregator above features only", mean, features, margin: 0.05);
            e.Better("pool aggregator above features only", pool, features, margin: 0.05);
            e.Better("LSTM aggregator above features only", e.Fit(Id, hidden, e.By(1, 2, 10), "aggregator=lstm"), features, margin: 0.05);
            e.AtLeast("mean aggregator less a GCN that saw all nodes", mean.Test.Average() - e.Fit("gcn", whole, seeds).Test.Average(), -0.03);
        }),
        new("without-labels", "Trained by random walks alone, without a label, its embeddings classify hidden nodes far better than their "
            + "features do, "
            + "and not much worse than with labels (table 1).", e =>
        {
            var hidden = e.Task("cora", new() { Split = -1, Inductive = true });
            int seeds = e.By(1, 3, 10);
            Runs ours = e.Fit(Id, hidden, seeds, "unsupervised=true" + e.By(" epochs=5", "", ""));
            e.Better("above features only", ours, e.Fit("mlp-node", hidden, e.By(1, 5, 10)), margin: 0.05);
            e.AtLeast("less the same trained with labels", ours.Test.Average() - e.Fit(Id, hidden, e.By(1, 5, 10)).Test.Average(), e.By(-1, -0.05, -0.05));
        }),
        new("unseen-graphs", "Trained on one graph, it classifies the nodes of new graphs of the same family, better with two hops than with one "
            + "(section 4.2).", e =>
        {
            for (ulong g = 1; g <= e.By(1UL, 3UL, 5UL); g++)
            {
                var task = Family(g, e.By(80, 500, 2000));
                Runs two = e.Fit(Id, task, 3), one = e.Fit(Id, task, 3, "fan-out=25");
                e.Better($"graph {g}: above features only", two, e.Fit("mlp-node", task, 3), margin: 0.1);
                e.Better($"graph {g}: two hops above one", two, one);
            }
        }),
        new("bounded-batches", "Fan-outs bound what a batch costs: flat while the graph grows tenfold, where whole neighbourhoods explode "
            + "(section 3.1).", e =>
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
