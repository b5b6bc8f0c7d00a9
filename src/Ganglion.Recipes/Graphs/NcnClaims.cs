using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>What the paper on neural common neighbours states.</summary>
internal static class NcnClaims
{
    public static IReadOnlyList<Claim> All(string id) =>
    [
        new("above-heuristics-and-gae",
            "NCNC is at least NCN, which is above GAE, which is above common neighbours and Adamic-Adar (table 2: Hits@100 on Cora 89.65, 89.05, "
                + "89.01, 33.92, 39.85; on Citeseer 93.47, 91.56, 91.78, 29.79, 35.19).", e =>
        {
            foreach (string data in (string[])["cora", "citeseer"]) Order(e, id, e.Task(data, Links), data, e.By(1, data == "cora" ? 3 : 2, 10));
        }),
        new("hidden-links", "The more links are hidden, the more completion adds to NCN (section 4, incompleteness); here on geometric graphs.", e =>
        {
            int nodes = e.By(80, 500, 2000), seeds = e.By(1, 2, 5);
            double Gap(double hidden)
            {
                var task = LinkPrediction.From(LinkLab.Geometric(nodes, 12, e.Rng.Split("points")), $"geometric, {hidden:0%} hidden",
                    new() { TestShare = hidden, ValidationShare = 0.1, Metric = Metric.RocAuc.Name });
                Runs with = e.Fit(id, task, seeds), without = e.Fit(id, task, seeds, "completion=false");
                e.Note(FormattableString.Invariant($"{hidden:0%} hidden: average precision of NCNC {Mean(with):0.0000}, NCN {Mean(without):0.0000}, ")
                    + FormattableString.Invariant($"common neighbours {Mean(e.Fit("common-neighbors", task, 1)):0.0000}"));
                return Mean(with) - Mean(without);
            }
            double few = Gap(0.1), many = Gap(0.6);
            e.AtLeast("average precision that completion adds with 60 % hidden", many, 0);
            e.AtLeast("the same, less what it adds with 10 % hidden", many - few, 0);
        }),
        new("target-links", "Leaving the links that a step asks about in the graph lowers the test score: they are absent when it counts (section 4.3).", e =>
        {
            var task = e.Task("cora", Links);
            int seeds = e.By(1, 3, 10);
            e.Better("links taken out above links left in, NCN", e.Fit(id, task, seeds, "completion=false"), e.Fit(id, task, seeds, "completion=false keep-targets=true"));
        }),
        new("cost", "Scoring a link costs about what GAE's product costs, far less than a subgraph for each link as in SEAL (section 3, complexity).", e =>
        {
            var task = LinkPrediction.From(LinkLab.Geometric(e.By(80, 3000, 20_000), 12, e.Rng.Split("points")), "geometric", new());
            Ncn ncn = new();
            Gae gae = new();
            Ncn.Options o = new() { Completion = false };
            Gae.Options plain = new() { Hidden = o.Hidden, Width = o.Width };
            var (net, other) = (ncn.Create(task.Info, o, e.Rng), gae.Create(task.Info, plain, e.Rng));
            var asked = task.Batch([.. Enumerable.Range(0, task.Count)], e.Rng);
            int pairs = asked.From.Length;
            double common = LinkLab.Seconds(() => Memory.Scope(() => ncn.Predict(net, asked, o))), product = LinkLab.Seconds(() => Memory.Scope(() => gae.Predict(other, asked, plain)));
            NeighborSampler around = new(task.Input.Adjacency, [-1, -1]);
            int some = Math.Min(pairs, 200);
            double subgraphs = LinkLab.Seconds(() => Enumerable.Range(0, some).Sum(i => around.Sample([asked.From[i], asked.To[i]], e.Rng).Edges)) * pairs / some;
            e.AtMost("seconds of NCN over seconds of GAE, all training links and as many others", common / product, 5);
            e.AtLeast("seconds to cut out two-hop subgraphs alone, over seconds of NCN", subgraphs / common, 2);
            e.Note(FormattableString.Invariant($"{pairs} pairs: GAE {1e6 * product / pairs:0.00}, NCN {1e6 * common / pairs:0.00}, subgraphs {1e6 * subgraphs / pairs:0.00} microseconds a pair"));
        }),
    ];

    private static TaskOptions Links => new() { Task = "link-prediction" };

    private static double Mean(Runs runs) => runs.Of(Metric.AveragePrecision).Average();

    private static void Order(Experiment e, string id, LearningTask task, string data, int seeds)
    {
        Runs ncnc = e.Fit(id, task, seeds), ncn = e.Fit(id, task, seeds, "completion=false"), gae = e.Fit("gae", task, seeds);
        Runs adamic = e.Fit("adamic-adar", task, 1), common = e.Fit("common-neighbors", task, 1);
        e.AtLeast($"{data}: {task.Primary.Name} of NCNC less that of NCN", ncnc.Test.Average() - ncn.Test.Average(), 0);
        e.Better($"{data}: NCN above GAE", ncn, gae);
        e.Better($"{data}: GAE above Adamic-Adar", gae, adamic);
        e.Better($"{data}: GAE above common neighbours", gae, common);
        foreach (var runs in (Runs[])[ncnc, ncn, gae, adamic, common])
            e.Note(FormattableString.Invariant($"{data}: {runs.Method} {runs.Test.Average():0.0000}, mrr {runs.Of(Metric.MeanReciprocalRank).Average():0.0000}, roc-auc {runs.Of(Metric.RocAuc).Average():0.0000}, {runs.Seconds.Average():0.0} s"));
    }
}
