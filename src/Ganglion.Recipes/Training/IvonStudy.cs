using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>IVON: a posterior over weights at Adam's price.</summary>
[Recipe("ivon")]
public sealed partial class IvonStudy : Study
{
    public override Paper Paper => new("Variational Learning is Effective for Large Deep Networks", "Shen, Daheim, Cong, Nickl, Marconi et al.", 2024,
        "arXiv:2402.17641", "P134");

    public override string Summary => "Steps like Newton's with the curvature ĥ = g·(θ-m)/σ² seen at a draw θ of the weights; what it learns is "
        + "their mean and variance.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("perceptron", "A perceptron's held-out loss is at or below that of tuned AdamW and SGD; averaged over draws, probabilities are "
            + "better calibrated, "
            + "and strange images stand out more (tables 1 to 3).", e => Classify(e, "perceptron")),
        new("residual", "The same for a small residual network (table 2).", e => Classify(e, "residual")),
        new("language-model", "A character transformer ends at or below AdamW's loss, each at its best rate, at most a tenth slower (table 1, "
            + "figure 1).", Language),
        new("sensitivity", "The change of an item's answer when it is left out is foretold by its residual times its variance (section 4.3).",
            IvonUses.Sensitivity),
        new("merging", "Two fine-tuned networks weighted by their precisions merge better than their plain mean (section 4.2.3).", IvonUses.Merging),
    ];

    private sealed record Run(double Loss, double Accuracy, double Calibration, double Stranger, double Seconds);

    private static void Classify(Experiment e, string kind)
    {
        var bench = ImageBench.Open(e, "fashion-mnist", e.By(64, 6000, 20_000), 1000);
        var digits = ImageBench.Open(e, "mnist", 4, 500);
        var strange = digits.Held * (digits.Info.Deviation / bench.Info.Deviation) + (digits.Info.Mean - bench.Info.Mean) / bench.Info.Deviation;
        bool perceptron = kind == "perceptron";
        int steps = e.By(6, perceptron ? 1800 : 200, 5000), seeds = e.By(1, 2, 3), pixels = bench.Held.Length / bench.Held.Size(0);
        double[] Of(Run[] runs, Func<Run, double> what) => [.. runs.Select(what)];

        var adamw = Best("AdamW", perceptron ? [3e-4, 1e-3, 3e-3] : [3e-3, 1e-2], (r, _) => new AdamW(r, 0.01));
        var sgd = Best("SGD", perceptron ? [0.003, 0.01, 0.03] : [0.03, 0.1], (r, _) => new Sgd(r, 0.9) { WeightDecay = 5e-4 });
        var ivon = Best("IVON", perceptron ? [0.1, 0.2, 0.4] : [0.3, 1], (r, rng) => new Ivon(r, bench.Count, rng) { WeightDecay = 1e-3 });
        e.AtMost("IVON's held-out loss less AdamW's", [.. ivon.Zip(adamw, (a, b) => a.Loss - b.Loss)], e.By(99, 0, 0));
        e.AtMost("IVON's held-out loss less SGD's", [.. ivon.Zip(sgd, (a, b) => a.Loss - b.Loss)], e.By(99, 0, 0));
        e.AtLeast("IVON's held-out accuracy less AdamW's", [.. ivon.Zip(adamw, (a, b) => a.Accuracy - b.Accuracy)], e.By(-1, 0, 0));
        e.AtMost("IVON's calibration error less AdamW's", [.. ivon.Zip(adamw, (a, b) => a.Calibration - b.Calibration)], e.By(99, 0, 0));
        e.AtLeast("IVON's area under the curve for digits among clothes less AdamW's", [.. ivon.Zip(adamw, (a, b) => a.Stranger - b.Stranger)],
            e.By(-1, 0, 0));
        e.AtMost("IVON's time as a share of AdamW's", Of(ivon, r => r.Seconds).Min() / Of(adamw, r => r.Seconds).Min(), e.By(99, 1.1, 1.1));

        Run[] Best(string name, double[] rates, Func<double, Rng, Optimizer> make)
        {
            var (rate, runs) = BestRate.Of(e.Budget == Budget.Smoke ? rates[..1] : rates, seeds, (r, seed) =>
            {
                e.Cancel.ThrowIfCancellationRequested();
                var rng = e.Rng.Split(seed);
                var how = make(r, rng.Split("draws")).Reschedule(_ => Schedule.Cosine(steps, steps / 20, 0.01));
                var (channels, classes, init) = (bench.Info.Channels, bench.Info.Classes.Count, rng.Split("init"));
                return perceptron ? Fit(Mlp.Create([pixels, 100, classes], init), (m, x) => m.Forward(x.Flatten(1)), how, rng)
                    : Fit(ResNet.Create(channels, classes, init, 8, 8, ImageNorm.Group), (m, x) => m.Forward(x), how, rng);
            }, r => Math.Min(99, r.Loss));
            e.Note(FormattableString.Invariant($"{name}, rate {rate}: {runs.Average(r => r.Loss):0.0000} nats held out, {runs.Average(r => r.Accuracy):0.000} right, calibration error {runs.Average(r => r.Calibration):0.000}, area {runs.Average(r => r.Stranger):0.000}, {runs.Min(r => r.Seconds) / steps * 1000:0.00} ms a step."));
            return runs;
        }

        Run Fit<T>(T net, Func<T, Tensor, Tensor> logits, Optimizer how, Rng rng) where T : IModel<T>
        {
            var run = bench.Train(net, logits, how, steps, 50, rng.Split("batches"));
            T[] nets = how is Ivon ? [.. Enumerable.Range(0, e.By(2, 16, 64)).Select(Draw)] : [run.Net];
            Tensor Mean(Tensor images) =>
                nets.Select(n => ImageBench.Probabilities(x => logits(n, x), images)).Aggregate((a, b) => a + b) / nets.Length;
            var known = Mean(bench.Held);
            var score = bench.Score(known);
            float[] sure = [.. known.Max(1).ToArray(), .. Mean(strange).Max(1).ToArray()];
            int[] ours = [.. Enumerable.Repeat(1, known.Size(0)), .. Enumerable.Repeat(0, sure.Length - known.Size(0))];
            return new(score.Loss, score.Accuracy, score.Calibration, sure.All(float.IsFinite) ? Metrics.RocAuc(sure, ours) : 0, run.Seconds);

            T Draw(int i) => ((Ivon)how).Sample(run.Net, run.Optimizer, rng.Split("predict").Split(i));
        }
    }

    private static void Language(Experiment e)
    {
        var bench = CharBench.Open(e, 48);
        int steps = e.By(8, 300, 5000), seeds = e.By(1, 2, 3);
        var adamw = Best("AdamW", [5e-3, 1e-2, 2e-2], (r, _) => new AdamW(r));
        var ivon = Best("IVON", [0.5, 1, 2], (r, rng) => new Ivon(r, 1e6, rng)
        {
            WeightDecay = 1e-6,
            InitialCurvature = 0.1,
            Beta2 = 0.99,
            ClipRadius = 1,
        });
        e.AtMost("IVON's held-out loss less AdamW's", [.. ivon.Zip(adamw, (a, b) => a.Held - b.Held)], e.By(99, 0, 0));
        e.AtMost("IVON's time as a share of AdamW's", ivon.Min(r => r.Seconds) / adamw.Min(r => r.Seconds), e.By(99, 1.1, 1.1));

        (double Held, double Seconds)[] Best(string name, double[] rates, Func<double, Rng, Optimizer> make)
        {
            var (rate, runs) = BestRate.Of(e.Budget == Budget.Smoke ? rates[..1] : rates, seeds, (r, seed) =>
            {
                e.Cancel.ThrowIfCancellationRequested();
                var rng = e.Rng.Split(seed);
                var run = bench.Train(bench.Transformer(rng.Split("init"), 32),
                    make(r, rng.Split("draws")).Reschedule(_ => Schedule.Cosine(steps, steps / 20, 0.05)), steps, 16, rng.Split("batches"));
                return (Held: run.Diverged ? 99 : bench.HeldLoss((x, y) => run.Net.Loss(x, y)), run.Seconds);
            }, r => r.Held);
            e.Note(FormattableString.Invariant($"{name}, rate {rate}: {runs.Average(r => r.Held):0.000} nats held out, {runs.Min(r => r.Seconds) / steps * 1000:0.00} ms a step."));
            return runs;
        }
    }

    public override string Notes => "Small networks on thousands of images and Tiny Shakespeare in place of ResNet-50 on ImageNet and GPT-2. "
        + "With hundreds of steps in place of "
        + "hundreds of thousands the memory of the curvature is shorter (β₂ 0.99 to 0.9995).";
}
