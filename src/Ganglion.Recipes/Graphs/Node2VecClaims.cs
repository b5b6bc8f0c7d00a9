using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Vectors;

namespace Ganglion.Recipes;

/// <summary>What the paper on node2vec states.</summary>
internal static class Node2VecClaims
{
    private static readonly (double P, double Q)[] s_grid = [(1, 0.25), (1, 4), (0.25, 1), (4, 1)];

    public static IReadOnlyList<Claim> All(string id) =>
    [
        new("links", "Links are predicted far better than by common neighbours (table 4: AUC 0.968 against 0.81 on Facebook); here on a block model and Cora.", e =>
        {
            int nodes = e.By(120, 1000, 4000), seeds = e.By(1, 3, 10);
            var blocks = LinkPrediction.From(SyntheticGraphs.StochasticBlockModel(nodes, 10, 120.0 / nodes, 1.3 / nodes), "block model", new());
            foreach (var task in (LearningTask[])[blocks, e.Task("cora", new() { Task = "link-prediction" })])
            {
                Runs walks = e.Fit(id, task, seeds);
                if (task == blocks) e.AtLeast("block model: ROC AUC", Auc(walks), 0.85);
                e.AtLeast($"{task.Name}: ROC AUC less that of common neighbours", Auc(walks).Average() - Auc(e.Fit("common-neighbors", task, 1)).Average(), 0.02);
                foreach (string other in (string[])["line-link", "spectral-link", "adamic-adar"])
                    e.Note(FormattableString.Invariant($"{task.Name}, ROC AUC: {other} {Auc(e.Fit(other, task, 1)).Average():0.0000}, node2vec {Auc(walks).Average():0.0000}"));
            }
        }),
        new("operators", "Of the four ways to join two vectors, the product is the best for links (section 4.4, table 4); here on a block model.", e =>
        {
            var task = LinkPrediction.From(SyntheticGraphs.StochasticBlockModel(e.By(120, 1000, 4000), 10, 0.12, 0.0013), "block model of operators", new());
            double product = Auc(e.Fit(id, task, e.By(1, 2, 5), "operator=hadamard")).Average();
            foreach (string other in (string[])["average", "l1", "l2"])
                e.AtLeast($"ROC AUC of Hadamard less that of {other}", product - Auc(e.Fit(id, task, e.By(1, 2, 5), $"operator={other}")).Average(), 0);
        }),
        new("tuned-walks", "Walks with p and q chosen on validation nodes classify at least as well as DeepWalk's, p = q = 1 (table 2: macro-F1 +22 % on "
            + "BlogCatalog); here on Cora.", e =>
        {
            var cora = e.Task("cora");
            int seeds = e.By(1, 3, 10);
            Runs deep = e.Fit("node2vec-node", cora, seeds), best = deep;
            foreach (var (p, q) in s_grid)
            {
                var runs = e.Fit("node2vec-node", cora, seeds, FormattableString.Invariant($"p={p} q={q}"));
                e.Note(FormattableString.Invariant($"p = {p}, q = {q}: validation {runs.Validation.Average():0.0000}, macro-F1 {runs.Of(Metric.MacroF1).Average():0.0000}"));
                if (runs.Validation.Average() > best.Validation.Average()) best = runs;
            }
            e.AtLeast("macro-F1 of the walks chosen, less DeepWalk's", best.Of(Metric.MacroF1).Average() - deep.Of(Metric.MacroF1).Average(), 0);
            e.AtLeast("macro-F1 of the walks chosen, less that of spectral vectors",
                best.Of(Metric.MacroF1).Average() - e.Fit("spectral-node", cora, 1).Of(Metric.MacroF1).Average(), 0);
        }),
        new("communities-and-roles", "A low q groups nodes by community, a high q by role (section 4.1, figure 3); here on a barbell: two cliques and a path.", e =>
        {
            var (graph, sides, roles) = Barbell(12, 8);
            double Agreement(double q, int[] truth) => Enumerable.Range(0, e.By(1, 5, 10)).Average(seed =>
            {
                var vectors = NodeVectors.Walk(graph, new() { Q = q, Width = 16, Length = 30, Walks = e.By(2, 40, 80), Window = 5 }, new Run(seed));
                return Metrics.NormalizedMutualInformation(new KMeans(2).Fit(vectors, e.Rng.Split(seed)).Assignments, truth);
            });
            e.AtLeast("q = ¼: mutual information of two groups with the two halves", Agreement(0.25, sides), 0.6);
            e.AtLeast("mutual information with roles, clique or path: q = 4 less q = ¼", Agreement(4, roles) - Agreement(0.25, roles), 0.05);
        }),
        new("walks-cost", "A step of a walk costs the same however large the graph is, so walks are linear in what is walked (section 3.2, alias sampling).", e =>
        {
            double Step(int nodes)
            {
                var walks = new RandomWalks(LinkLab.Ring(nodes, 20), 0.5, 2);
                int[] starts = [.. Enumerable.Range(0, e.By(20, 2000, 2000)).Select(i => (int)((long)i * nodes / 2000))];
                return LinkLab.Seconds(() => walks.Sample(starts, 40, e.Rng));
            }
            e.AtMost("seconds of the same walks, on a hundred times as many edges over one", Step(e.By(10_000, 100_000, 1_000_000)) / Step(e.By(100, 1000, 10_000)), 4);
        }),
    ];

    private static IReadOnlyList<double> Auc(Runs runs) => runs.Of(Metric.RocAuc);

    // Cliques at both ends of a path: which half a node is in, and whether it is of a clique.
    private static (Csr Graph, int[] Sides, int[] Roles) Barbell(int clique, int path)
    {
        var (from, to) = (new List<int>(), new List<int>());
        int nodes = 2 * clique + path;
        for (int side = 0; side < 2; side++)
            for (int i = 0; i < clique; i++)
                for (int j = 0; j < i; j++) { from.Add(side * (clique + path) + i); to.Add(side * (clique + path) + j); }
        for (int i = clique - 1; i < clique + path; i++) { from.Add(i); to.Add(i + 1); }
        int[] a = [.. from, .. to], b = [.. to, .. from];
        return (Csr.FromEdges(nodes, nodes, a, b), [.. Enumerable.Range(0, nodes).Select(i => 2 * i / nodes)],
            [.. Enumerable.Range(0, nodes).Select(i => i >= clique && i < clique + path ? 1 : 0)]);
    }
}
