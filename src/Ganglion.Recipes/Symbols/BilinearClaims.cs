using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>What is claimed of bilinear scores: DistMult's ranking, and rules read from the matrices of relations.</summary>
internal static class BilinearClaims
{
    private const string Protocol = "objective=margin learning-rate=0.1 batch-size=256";

    public static IReadOnlyList<Claim> All =>
    [
        new("above-transe-and-ntn", "At equal width and by the same margin loss, DistMult ranks above TransE and NTN (table 3).", e =>
            Compare(e, KnowledgeGraphCompletion.From(SyntheticKnowledge.World(e.By(24, 200, 400)).Graph, "made-up world", new()), e.By(1, 3, 5), e.By(2, 60, 120))),
        new("above-transe-and-ntn-on-freebase", "The same on Freebase: the triples of FB15k-237 among its most frequent entities.", e =>
        {
            var graph = e.Budget == Budget.Smoke ? SyntheticKnowledge.World(24).Graph : DataSource.Open("fb15k-237").KnowledgeGraph.MostFrequent(e.By(0, 400, 2000));
            Compare(e, KnowledgeGraphCompletion.From(graph, "fb15k-237, frequent entities", new()), e.By(1, 2, 3), e.By(2, 12, 60));
        }),
        new("embed-rule", "Rules of length 2 and 3, read from products of RESCAL's relation matrices, are more precise than those of AMIE's confidence (figure 1).", Rules),
    ];

    private static void Compare(Experiment e, LearningTask task, int seeds, int epochs)
    {
        string options = $"{Protocol} width=50 epochs={epochs} evaluate-every={Math.Max(1, epochs / 4)}";
        Runs Of(string method) => e.Fit(method, task, seeds, options);
        var ours = Of("distmult");
        static double Hits(Runs runs) => runs.Results.Average(r => r.Test["hits@10"]);
        foreach (string other in (string[])["transe", "ntn"])
        {
            var theirs = Of(other);
            e.Better($"above {other}", ours, theirs);
            e.AtLeast($"Hits@10 above {other}'s {Hits(theirs).ToString("0.000", CultureInfo.InvariantCulture)}", Hits(ours) - Hits(theirs), e.By(-1, 0, 0));
        }
        var frequent = e.Fit("most-frequent", task, 1);
        e.Better("above the most frequent answer", ours, frequent);
        e.Note($"{task.Describe()}.");
    }

    /// <summary>
    /// Rules that hold without exception in the whole graph are right. Both miners see training triples only, rank all bodies whose types
    /// fit, and are judged by the precision of as many first rules as were planted.
    /// </summary>
    private static void Rules(Experiment e)
    {
        var precision = (Embedded: new List<double>(), Confidence: new List<double>());
        for (int seed = 0; seed < e.By(1, 3, 5); seed++)
        {
            var (graph, planted) = SyntheticKnowledge.World(e.By(24, 200, 400), seed: (ulong)(e.Seed + seed));
            var task = KnowledgeGraphCompletion.From(graph, "made-up world", new());
            var truth = new RuleMiner(graph.Entities, graph.Relations, [.. graph.Train, .. graph.Validation, .. graph.Test]);
            var miner = new RuleMiner(graph.Entities, graph.Relations, graph.Train);
            var recipe = new Rescal();
            var net = recipe.Fit(task, new Rescal.Options { Width = e.By(8, 32, 50), Epochs = e.By(2, 30, 60), Dropout = 0.2, LearningRate = 5e-3, WeightDecay = 1e-6 },
                new Run(e.Seed + seed, e.Budget, e.Cancel));
            foreach (int length in (int[])[2, 3])
            {
                var bodies = miner.Candidates(length);
                int count = planted.Count(r => r.Body.Count == length);
                precision.Embedded.Add(Right(bodies.OrderByDescending(b => EmbedRule.Similarity(net, b))));
                precision.Confidence.Add(Right(bodies.OrderByDescending(b => miner.Confidence(b).Standard).ThenByDescending(b => miner.Confidence(b).Support)));

                double Right(IEnumerable<CompositionRule> ranked) => ranked.Take(count).Count(b => truth.Confidence(b).Standard > 0.999) / (double)count;
            }
        }
        double[] by(List<double> all, int length) => [.. all.Where((_, i) => i % 2 == length - 2)];
        foreach (int length in (int[])[2, 3])
        {
            double other = by(precision.Confidence, length).Average();
            e.AtLeast($"precision of EmbedRule above confidence's {other.ToString("0.000", CultureInfo.InvariantCulture)}, length {length}",
                by(precision.Embedded, length).Average() - other, e.By(-1, 0.0001, 0.0001));
            e.AtLeast($"precision of EmbedRule, length {length}", by(precision.Embedded, length), e.By(0, 0.5, 0.5));
        }
    }
}
