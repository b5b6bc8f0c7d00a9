using System.Diagnostics;
using System.Globalization;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The common rules of training: one budget of parameters, one optimiser, one schedule, one size of batches for all kinds.</summary>
/// <param name="Parameters">The budget.</param>
/// <param name="Layers">Convolutions.</param>
/// <param name="Epochs">Passes over the training graphs.</param>
/// <param name="BatchSize">Graphs in a step.</param>
/// <param name="Seeds">Runs.</param>
/// <param name="LearningRate">Adam's, falling to nothing along a cosine.</param>
internal sealed record BenchRules(long Parameters, int Layers, int Epochs, int BatchSize, int Seeds, double LearningRate = 5e-3);

/// <summary>What a kind reached on a set: scores of the test part, a seed each.</summary>
internal sealed record BenchScore(string Kind, long Parameters, double SecondsPerEpoch, double[] Test)
{
    public double Mean => Test.Average();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind} {100 * Mean:0.0} ± {100 * Math.Sqrt(Test.Average(t => (t - Mean) * (t - Mean))):0.0} ({Parameters} parameters, "
        + $"{SecondsPerEpoch:0.000} s an epoch)");
}

/// <summary>Runs kinds of network on a set in parts, all by the same rules.</summary>
internal static class BenchRun
{
    /// <summary>Trains on the first part, picks the epoch on the second, scores the third, and notes the table.</summary>
    public static Dictionary<string, BenchScore> Table(Experiment e, BenchSet set, (int[] Train, int[] Validation, int[] Test) parts,
        BenchRules rules, IEnumerable<string> kinds)
    {
        BenchBatch[] train = set.Batches(parts.Train, rules.BatchSize), validation = set.Batches(parts.Validation, 64),
            test = set.Batches(parts.Test, 64);
        var scores = kinds.Select(k => Score(e, k, set, train, validation, test, rules)).ToDictionary(s => s.Kind);
        e.Note($"{set.Name}, {set.Graphs.Count} graphs of {set.Graphs.Nodes / set.Graphs.Count} nodes and "
            + $"{set.Graphs.Columns.Length / set.Graphs.Count} entries, "
            + $"{parts.Train.Length} / {parts.Validation.Length} / {parts.Test.Length}: {string.Join("; ", scores.Values)}.");
        return scores;
    }

    private static BenchScore Score(Experiment e, string kind, BenchSet set, BenchBatch[] train, BenchBatch[] validation, BenchBatch[] test,
        BenchRules rules)
    {
        int width = BenchNet.WidthFor(kind, set, rules.Layers, rules.Parameters);
        var (scores, clock, parameters) = (new double[rules.Seeds], Stopwatch.StartNew(), 0L);
        for (int s = 0; s < rules.Seeds; s++)
        {
            var run = new Run(e.Seed + s, e.Budget, e.Cancel);
            var net = BenchNet.Create(kind, set, width, rules.Layers, run.Rng.Split("init"));
            parameters = net.ParameterCount();
            var best = run.Train(new Stateful<BenchNet, BenchState>(net, net.InitialState()),
                new Training
                {
                    Optimizer = new Adam(rules.LearningRate) { Schedule = Schedule.Cosine(run.Steps(rules.Epochs, train.Length)) },
                    Epochs = rules.Epochs,
                    Items = train.Length,
                    BatchSize = 1,
                    EvaluateEvery = 2,
                },
                loss: (m, state, step) =>
                {
                    var batch = train[step.Items[0]];
                    var (logits, next) = m.Forward(batch, state, train: true, Flipped(set, batch, step.Rng));
                    return (Loss(set, logits, batch.Labels), next);
                },
                validate: m => new(Metric.BalancedAccuracy, Accuracy(set, m, validation)));
            scores[s] = Memory.Scope(() => Accuracy(set, best, test));
        }
        return new(kind, parameters, clock.Elapsed.TotalSeconds / rules.Seeds / rules.Epochs, scores);
    }

    // An eigenvector times -1 is as good: in each step, each of each graph gets a random sign.
    private static Tensor? Flipped(BenchSet set, BenchBatch batch, Rng rng)
    {
        if (set.Encodings == 0) return null;
        int plain = set.Width - set.Encodings;
        return Tensor.Concat([batch.X.Slice(1, 0, plain), LaplacianEncoding.Flip(batch.X.Slice(1, plain, set.Encodings), batch.Pointers, rng)], 1);
    }

    // Nodes count by the inverse of their class's share, as classes of nodes differ in size.
    private static Tensor Loss(BenchSet set, Tensor logits, IntTensor labels)
    {
        var losses = logits.SoftmaxCrossEntropy(labels);
        if (!set.OfNodes) return losses.Mean();
        var counts = new int[set.Classes];
        foreach (int c in labels.Span) counts[c]++;
        int present = counts.Count(c => c > 0);
        var weights = new float[labels.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = 1f / (counts[labels[i]] * present);
        return (losses * Tensor.From(weights)).Sum();
    }

    // The mean of the recalls of the classes, the measure of the paper's tables for nodes; for graphs of equal classes, the accuracy.
    private static double Accuracy(BenchSet set, Stateful<BenchNet, BenchState> m, BenchBatch[] batches)
    {
        var (right, all) = (new double[set.Classes], new double[set.Classes]);
        foreach (var batch in batches)
        {
            var answers = m.Net.Forward(batch, m.State, train: false).Logits.ArgMax(1);
            for (int i = 0; i < answers.Length; i++)
            {
                all[batch.Labels[i]]++;
                if (answers[i] == batch.Labels[i]) right[batch.Labels[i]]++;
            }
        }
        return right.Zip(all, (r, n) => (r, n)).Where(c => c.n > 0).Average(c => c.r / c.n);
    }
}
