using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What a posterior is good for: who matters, and how to merge.</summary>
internal static class IvonUses
{
    /// <summary>Sixty small digits of two classes; each is left out in turn and the network fitted anew, to the end.</summary>
    public static void Sensitivity(Experiment e)
    {
        var bench = ImageBench.Open(e, "sklearn-digits", 1000, 10);
        int items = e.By(6, 60, 200), steps = e.By(20, 6000, 20_000), pixels = bench.Held.Length / bench.Held.Size(0);
        var (images, labels) = bench.Items([.. Enumerable.Range(0, bench.Count)]);
        int[] chosen = [.. Enumerable.Range(0, bench.Count).Where(i => e.Budget == Budget.Smoke || labels[i] is 3 or 8).Take(items)];
        items = chosen.Length;
        var x = images.Flatten(1).GatherRows(chosen).To(DType.F64);
        var y = Tensor.From(Array.ConvertAll(chosen, i => labels[i] % 5 == 3 && labels[i] < 5 ? 1.0 : 0), items, 1);
        const double decay = 0.02;
        var start = Mlp.Create([pixels, 4, 1], e.Rng.Split("init"), Activation.Tanh, dtype: DType.F64);

        var ivon = new Ivon(0.1, items, e.Rng.Split("draws"))
        {
            WeightDecay = decay,
            InitialCurvature = 0.1,
            Beta2 = 0.999,
            Schedule = Schedule.Cosine(steps)
        };
        var run = Trajectory.Follow(start, ivon, steps, (m, _) => Loss.BinaryCrossEntropy(m.Forward(x), y), cancel: e.Cancel);
        var variance = ivon.Variance(run.Net, run.Optimizer);
        var whole = Fitted(run.Net, -1);
        double[] answers = whole.Forward(x).ToDoubles(), residuals = (y - whole.Forward(x).Sigmoid()).ToDoubles();
        var slopes = Diff.PerSample(whole, items, (m, i) => m.Forward(x.Slice(0, i, 1)).Sum());
        double[] spread = slopes.Zip(variance, (s, v) => (s.Square() * v).Reshape(items, -1).Sum(1)).Leaves().Select(l => l.Tensor)
            .Aggregate((a, b) => a + b).ToDoubles();

        float[] foretold = [.. spread.Zip(residuals, (v, r) => (float)(v * Math.Abs(r)))];
        float[] actual = [.. Enumerable.Range(0, items).Select(i => (float)Math.Abs(Fitted(whole, i).Forward(x.Slice(0, i, 1)).Item() - answers[i]))];
        e.AtLeast("rank correlation of foretold and actual changes", Metrics.Spearman(foretold, actual), e.By(-1, 0.5, 0.5));
        e.Note(FormattableString.Invariant($"Pearson's correlation {Metrics.Pearson(foretold, actual):0.000}; the actual change is {actual.Average():0.000} on average, the foretold one {foretold.Average():0.000}."));

        Mlp Fitted(Mlp from, int without)
        {
            e.Cancel.ThrowIfCancellationRequested();
            int[] rest = [.. Enumerable.Range(0, items).Where(i => i != without)];
            var (rx, ry) = (x.GatherRows(rest), y.GatherRows(rest));
            return new Lbfgs { Iterations = e.By(5, 200, 500), Tolerance = 1e-6 }.Minimize(from, m =>
                Loss.BinaryCrossEntropy(m.Forward(rx), ry) * ((double)rest.Length / items) +
                m.Leaves().Select(l => l.Tensor.Square().Sum()).Aggregate((a, b) => a + b) * (decay / 2));
        }
    }

    /// <summary>A network that has seen some of everything goes on with half of the classes, and again with the other half.</summary>
    public static void Merging(Experiment e)
    {
        var bench = ImageBench.Open(e, "mnist", e.By(60, 4000, 40_000), 1000);
        int seeds = e.By(1, 3, 5), first = e.By(10, 300, 3000), more = e.By(10, 600, 3000), half = bench.Info.Classes.Count / 2,
            pixels = bench.Held.Length / bench.Held.Size(0);
        var (all, labels) = bench.Items([.. Enumerable.Range(0, bench.Count)]);
        var x = all.Flatten(1);
        Score[][] scores = [.. Enumerable.Range(0, seeds).Select(seed =>
        {
            var rng = e.Rng.Split(seed);
            var ivon = new Ivon(0.1, bench.Count, rng.Split("draws")) { WeightDecay = 1e-3, InitialCurvature = 0.1, Beta2 = 0.999 };
            var start = Follow(Mlp.Create([pixels, 50, bench.Info.Classes.Count], rng.Split("init")), ivon, first,
                [.. Enumerable.Range(0, bench.Count / 10)]);
            var (low, high) = (Half(label => label < half), Half(label => label >= half));
            Mlp mean = low.Net.Zip(high.Net, (a, b) => (a + b) / 2), weighted = Weighted();
            return (Score[])[Of(low.Net), Of(high.Net), Of(mean), Of(weighted)];

            Trajectory<Mlp, Nothing> Half(Func<int, bool> has) => Follow(start.Net, ivon with { LearningRate = 0.05, Samples = bench.Count / 2,
                Beta2 = 0.995 }, more, [.. Enumerable.Range(0, bench.Count).Where(i => has(labels[i]))]);

            Mlp Weighted()
            {
                var (p, q) = (Precision(low), Precision(high));
                return low.Net.Zip(p, (a, w) => a * w).Zip(high.Net.Zip(q, (b, w) => b * w), (a, b) => a + b)
                    .Zip(p.Zip(q, (a, b) => a + b), (sum, w) => sum / w);
            }

            Mlp Precision(Trajectory<Mlp, Nothing> run) => ivon.Variance(run.Net, run.Optimizer).Map(v => v.Reciprocal());

            Trajectory<Mlp, Nothing> Follow(Mlp net, Ivon how, int steps, int[] items) => Trajectory.Follow(net, how, steps, (m, step) =>
            {
                int[] batch = Array.ConvertAll(rng.Split("batches").Split(steps + step).Integers(50, items.Length), i => items[i]);
                return m.Forward(x.GatherRows(batch)).SoftmaxCrossEntropy(Array.ConvertAll(batch, i => labels[i])).Mean();
            }, cancel: e.Cancel);
        })];
        Score Of(Mlp net) => bench.Score(images => net.Forward(images.Flatten(1)));
        foreach (var (name, i) in ((string, int)[])[("first half", 0), ("second half", 1), ("plain mean", 2), ("weighted by precision", 3)])
            e.Note(FormattableString.Invariant($"{name}: {scores.Average(s => s[i].Accuracy):0.000} right, {scores.Average(s => s[i].Loss):0.000} nats."));
        e.AtLeast("accuracy of the weighted merge less that of the mean", [.. scores.Select(s => s[3].Accuracy - s[2].Accuracy)], e.By(-1, 0, 0));
        e.AtMost("loss of the weighted merge less that of the mean", [.. scores.Select(s => s[3].Loss - s[2].Loss)], e.By(99, 0, 0));
    }
}
