using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Adafactor: an adaptive step whose memory is a row and a column.</summary>
[Recipe("adafactor")]
public sealed partial class AdafactorStudy : Study
{
    private const int Batch = 16, Context = 48;

    public override Paper Paper =>
        new("Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", "Shazeer, Stern", 2018, "arXiv:1804.04235", "P400");

    public override string Summary =>
        "Remembers the means of rows and columns of squared gradients, V = R·C / mean(R), clips updates by their root mean square, and lets the "
            + "memory grow.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("rank-one", "Where squared gradients are an outer product, rows and columns tell each of them exactly (section 3).", e =>
        {
            Tensor a = e.Rng.Split("a").Normal([40, 1], dtype: DType.F64), b = e.Rng.Split("b").Normal([1, 30], dtype: DType.F64);
            var start = new Linear(e.Rng.Split("w").Normal([40, 30], dtype: DType.F64), null);
            Tensor Walk(bool factored)
            {
                var (net, how) = (start, new Adafactor { Factored = factored });
                var state = how.Init(net);
                for (int t = 1; t <= 20; t++) (net, state) = how.StepInPlace(net, new(a.MatMul(b) * (t % 3 - 1.5), null), state);
                return net.Weight;
            }
            start = start.Copy();
            double difference = (Walk(true) - Walk(false)).Abs().Max().Item();
            e.AtMost("largest difference of a weight after 20 steps with and without factors", difference, 1e-12);
        }),
        new("memory", "An n × m matrix costs n + m numbers in place of Adam's 2·n·m; a transformer next to nothing.", e =>
        {
            var matrix = new Linear(Tensor.Zeros([384, 1536]), null);
            e.AtMost("bytes for a 384 × 1536 matrix", new Adafactor().Init(matrix).Bytes, 4 * (384 + 1536));
            var net = CharBench.Open(e, Context).Transformer(e.Rng, width: 128);
            e.AtMost("a transformer's state, as a share of Adam's", (double)new Adafactor().Init(net).Bytes / new Adam().Init(net).Bytes, 0.02);
        }),
        new("transformer", "A character transformer ends within a few per cent of Adam's loss, each at its best rate (table 1: BLEU 23.4 of "
            + "Adam, 23.5).", Compare),
        new("stability", "Without warm-up, a slow memory makes updates too large and training suffers; clipping, or a memory that grows, repairs "
            + "it (tables 1, 2).", Stability),
    ];

    private static void Compare(Experiment e)
    {
        var bench = CharBench.Open(e, Context);
        int steps = e.By(20, 350, 3000), seeds = e.By(1, 2, 3);
        double[] Held(string name, double[] rates, Func<double, Optimizer> make)
        {
            var (rate, runs) = BestRate.Of(e.Budget == Budget.Smoke ? rates[..1] : rates, seeds, (r, seed) => Fit(e, bench, make(r), steps, seed),
                r => r.Held);
            e.Note(FormattableString.Invariant($"{name}: {runs.Average(r => r.Held):0.000} nats held out at rate {rate}, {runs.Average(r => r.Last):0.000} in training."));
            return [.. runs.Select(r => r.Held)];
        }
        var adam = Held("Adam", [4e-3, 8e-3, 1.6e-2], r => new Adam(r) { Schedule = Falling(steps) });
        var adafactor = Held("Adafactor", [3e-2, 1e-1, 3e-1], r => new Adafactor(r) { Schedule = Falling(steps) });
        e.AtMost("Adafactor's held-out loss as a share of Adam's", [.. adafactor.Zip(adam, (a, b) => a / b)], e.By(2, 1.03, 1.03));
        var rms = Held("RMSProp", [2e-3, 4e-3, 8e-3], r => new RmsProp(r) { Alpha = 0.98, Schedule = Falling(steps) });
        e.AtMost("Adafactor's held-out loss as a share of RMSProp's", [.. adafactor.Zip(rms, (a, b) => a / b)], e.By(2, 1.03, 1.03));
        foreach (var (part, without) in ((string, Adafactor)[])[("factors", new() { Factored = false }), ("clipping",
            new() { ClipThreshold = double.PositiveInfinity }),
            ("growing memory", new() { Beta2 = 0.999 }), ("no momentum", new() { Beta1 = 0.9 })])
            Held("without " + part, [1e-1], r => without with { LearningRate = r, Schedule = Falling(steps) });
        Held("without scaling by the parameter", [8e-3], r => new Adafactor(r) { ScaleByParameter = false, Schedule = Falling(steps) });
    }

    private static void Stability(Experiment e)
    {
        var bench = CharBench.Open(e, Context);
        int steps = e.By(20, 250, 1000), seeds = e.By(1, 3, 5);
        double[] Last(string name, Adafactor how)
        {
            double[] last = [.. Enumerable.Range(0, seeds).Select(seed => Math.Min(10, Fit(e, bench, how with { LearningRate = 0.1,
                RelativeStep = false }, steps, seed).Last))];
            e.Note(FormattableString.Invariant($"{name}: {last.Average():0.000} nats in training."));
            return last;
        }
        var plain = Last("slow memory, no clipping", new() { Beta2 = 0.999, ClipThreshold = double.PositiveInfinity });
        var clipped = Last("slow memory, clipping", new() { Beta2 = 0.999 });
        var growing = Last("growing memory, no clipping", new() { ClipThreshold = double.PositiveInfinity });
        Last("growing memory, clipping", new());
        e.AtLeast("loss that clipping saves where the memory is slow", [.. plain.Zip(clipped, (a, b) => a - b)], e.By(-9, 0.2, 0.2));
        e.AtLeast("loss that a growing memory saves without clipping", [.. plain.Zip(growing, (a, b) => a - b)], e.By(-9, 0.2, 0.2));
    }

    private static Schedule Falling(int steps) => Schedule.Cosine(steps, steps / 20, 0.05);

    private static (double Held, double Last) Fit(Experiment e, CharBench bench, Optimizer how, int steps, int seed)
    {
        e.Cancel.ThrowIfCancellationRequested();
        var rng = e.Rng.Split(seed);
        var run = bench.Train(bench.Transformer(rng.Split("init"), 32), how, steps, Batch, rng.Split("batches"));
        return (run.Diverged ? 99 : bench.HeldLoss((x, y) => run.Net.Loss(x, y)), Math.Min(run.Final, 99));
    }

    public override string Notes => "Characters of Tiny Shakespeare in place of WMT'14, two layers of width 32. A filter bank is factored as "
        + "[filters, all else]. "
        + "Rates follow a cosine with a short rise; the relative step's 1/√t stays on in the comparison, and is off in the test of stability, "
            + "where there is no rise.";
}
