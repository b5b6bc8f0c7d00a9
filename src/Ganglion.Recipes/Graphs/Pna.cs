using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Principal neighbourhood aggregation: several aggregators and scalers by degree, on tasks from graph theory.</summary>
[Recipe("pna")]
public sealed partial class Pna : Study
{
    public override Paper Paper =>
        new("Principal Neighbourhood Aggregation for Graph Nets", "Corso, Cavalleri, Beaini, Liò, Veličković", 2020, "arXiv:2004.05718", "P497");

    public override string Summary => "Neighbours are summed up by mean, deviation, maximum and minimum, each also amplified and attenuated by "
        + "degree: "
        + "U(x, [I, S(D, 1), S(D, -1)] ⊗ [μ, σ, max, min] M(xᵢ, xⱼ)) (equations 7 and 8).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("multi-task", "On six tasks of graph theory (shortest paths, eccentricity, Laplacian features; connectedness, diameter, spectral "
            + "radius) the mean "
            + "log₁₀ of the squared error is below that of GCN, GAT, GIN and MPNN with sum and with maximum, all with at least as many parameters "
            + "(figure 3); "
            + "and stays below theirs on graphs larger than any trained on (figure 4).", Compare),
    ];

    private static void Compare(Experiment e)
    {
        int[] sizes = e.By<int[]>([5], [8, 9, 10, 11, 12], [15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
            larger = e.By<int[]>([7], [16, 20, 24], [30, 40, 50]);
        int graphs = e.By(8, 48, 128), parts = e.By(1, 2, 4), held = e.By(4, 64, 128), epochs = e.By(2, 100, 500), seeds = e.By(1, 3, 3);
        var seed = (ulong)e.Seed * 1000;
        GraphTheory[] drawn = [.. Enumerable.Range(0, sizes.Length * parts).Select(i =>
            GraphTheory.Generate(graphs, sizes[i / parts], sizes[i / parts], seed + (ulong)i))];
        var (nodeScale, graphScale) = (TheoryBatch.Largest(drawn.Select(d => d.NodeTargets)), TheoryBatch.Largest(drawn.Select(d => d.GraphTargets)));
        TheoryBatch[] Held(IEnumerable<int> some, int from) =>
            [.. some.Select((n, i) => TheoryBatch.From(GraphTheory.Generate(held, n, n, seed + (ulong)(from + i)), n, nodeScale, graphScale))];
        TheoryBatch[] train = [.. drawn.Select((d, i) => TheoryBatch.From(d, sizes[i / parts], nodeScale, graphScale))];
        TheoryBatch[] validation = Held(sizes, 100), test = Held(sizes, 200), beyond = Held(larger, 300);
        double delta = train.Average(b => PnaConv.MeanLogDegree(b.Graph));
        long parameters = TheoryNet.Create("pna", e.By(4, 16, 16), delta, new Rng(0)).ParameterCount();

        var scores = TheoryConv.Kinds.ToDictionary(k => k, kind =>
        {
            int width = TheoryNet.WidthFor(kind, parameters);
            var runs = Enumerable.Range(0, seeds).Select(s =>
            {
                var run = new Run(e.Seed + s, e.Budget, e.Cancel);
                var net = Fit(kind, width, delta, train, validation, epochs, run);
                return (Test: Logs(net, test), Beyond: beyond.Select(b => Logs(net, [b]).Average()).ToArray());
            }).ToArray();
            double[] tasks = [.. Enumerable.Range(0, 6).Select(t => runs.Average(r => r.Test[t]))];
            e.Note(string.Create(CultureInfo.InvariantCulture,
                $"{kind}, width {width}, {TheoryNet.Create(kind, width, delta, new Rng(0)).ParameterCount()} parameters: "
                + $"{tasks.Average():0.00} over all; {string.Join(", ", GraphTheory.NodeTargetNames.Concat(GraphTheory.GraphTargetNames).Zip(tasks, (n, v) => $"{n} {v:0.00}"))}; "
                + $"on graphs of {string.Join(", ", larger.Select((n, i) => $"{n} nodes {runs.Average(r => r.Beyond[i]):0.00}"))}."));
            return runs;
        });

        foreach (var kind in TheoryConv.Kinds.Where(k => k is not ("pna" or "pna-unscaled")))
        {
            var paired = scores["pna"].Zip(scores[kind]).ToArray();
            e.AtMost($"mean log₁₀ error less that of {kind}", [.. paired.Select(p => p.First.Test.Average() - p.Second.Test.Average())],
                e.By(1e9, 0, 0));
            e.AtMost($"the same on larger graphs, {kind}", [.. paired.Select(p => p.First.Beyond.Average() - p.Second.Beyond.Average())],
                e.By(1e9, 0, 0));
        }
    }

    private static TheoryNet Fit(string kind, int width, double delta, TheoryBatch[] train, TheoryBatch[] validation, int epochs, Run run)
    {
        var optimizer = new Adam(3e-3) { Schedule = Schedule.Cosine(run.Steps(epochs, train.Length)) };
        return run.Train(TheoryNet.Create(kind, width, delta, run.Rng.Split("init")),
            new Training { Optimizer = optimizer, Epochs = epochs, Items = train.Length, BatchSize = 1, EvaluateEvery = 5 },
            loss: (net, step) => net.Errors(train[step.Items[0]]).Mean(),
            validate: net => new(Metric.Mse, Logs(net, validation).Average()));
    }

    // log₁₀ of the mean squared error of each task over all the batches, which are of equally many graphs.
    private static double[] Logs(TheoryNet net, TheoryBatch[] batches) => Memory.Scope(() =>
    {
        var sum = new double[6];
        foreach (var batch in batches)
        {
            double[] errors = net.Errors(batch).ToDoubles();
            for (int t = 0; t < 6; t++) sum[t] += errors[t] * (t < 3 ? batch.X.Size(0) : batch.Graphs.Size(0));
        }
        double nodes = batches.Sum(b => b.X.Size(0)), graphs = batches.Sum(b => b.Graphs.Size(0));
        return Array.ConvertAll([.. Enumerable.Range(0, 6)], t => Math.Log10(sum[t] / (t < 3 ? nodes : graphs)));
    });

    public override string Notes => "Graphs of 8 to 12 nodes at check budget, 15 to 24 at full, in place of 15 to 24; larger ones of twice the "
        + "size. The state of a "
        + "node is a gated unit's from the first round, encoded by a linear map; graphs are read by mean and maximum in place of set-to-set. All "
        + "convolutions share this "
        + "frame and differ in width alone, so that none has fewer parameters than PNA. The mlp has no graph at all.";
}
