using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>FAdam: Adam read as natural gradient, and put right.</summary>
[Recipe("fadam")]
public sealed partial class FAdamStudy : Study
{
    public override Paper Paper =>
        new("FAdam: Adam is a natural gradient optimizer using diagonal empirical Fisher information", "Hwang", 2024, "arXiv:2405.12807", "P369");

    public override string Summary =>
        "f, the memory of g², is the diagonal of the empirical Fisher information; momentum is taken of the clipped natural gradient g/(√f + ε), "
            + "weight decay is w/(√f + ε).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("fisher", "On a softmax problem the memory of g², fed one sample at a time, is the diagonal of the empirical Fisher information "
            + "(section 3.2).", Fisher),
        new("epsilon", "ε follows the size of the gradient: a small loss made a hundred times smaller gives the same steps, where Adam's shrink "
            + "(section 3.4.5).", Epsilon),
        new("language-model", "A character transformer's final loss is at or below Adam's and AdamW's, each at its best rate (table 1: LLM).", e =>
        {
            var bench = CharBench.Open(e, 48);
            int steps = e.By(12, 300, 3000);
            Compare(e, [5e-3, 1e-2, 2e-2], steps, (how, rng) => bench.Train(bench.Transformer(rng.Split("init"), 32), how, steps, 16,
                rng.Split("batches")).Final);
        }),
        new("classifier", "So is a classifier's of MNIST.", e =>
        {
            var bench = ImageBench.Open(e, "mnist", 4000, 100);
            int steps = e.By(12, 400, 4000), pixels = bench.Held.Length / bench.Held.Size(0);
            Compare(e, [5e-3, 1e-2, 2e-2], steps, (how, rng) => bench.Train(Mlp.Create([pixels, 64, bench.Info.Classes.Count], rng.Split("init")),
                (m, x) => m.Forward(x.Flatten(1)), how, steps, 32, rng.Split("batches")).Final);
        }),
        new("vq-vae", "So is a vector-quantised autoencoder's of MNIST's ink (table 3).", e =>
        {
            var bench = ImageBench.Open(e, "mnist", 4000, 100);
            int steps = e.By(12, 400, 4000), patches = bench.Info.Height / 4 * (bench.Info.Width / 4);
            double black = (127.5 - bench.Info.Mean) / bench.Info.Deviation;
            Compare(e, [3e-3, 1e-2, 3e-2], steps, (how, rng) => Trajectory.Follow(VqVae.Create(patches, rng.Split("init")), how, steps, (m, step) =>
                m.Loss(VqVae.Patches(bench.Batch(step, 32, rng.Split("batches")).Images.Greater(black)))).Final);
        }),
    ];

    private static void Compare(Experiment e, double[] rates, int steps, Func<Optimizer, Rng, double> fit)
    {
        if (e.Budget == Budget.Smoke) rates = rates[..1];
        double[] Best(string name, Func<double, LeafOptimizer> make)
        {
            var (rate, runs) = BestRate.Of(rates, e.By(1, 3, 5), (r, seed) =>
            {
                e.Cancel.ThrowIfCancellationRequested();
                return Math.Min(99, fit(make(r) with { Schedule = Schedule.Cosine(steps, steps / 20, 0.05) }, e.Rng.Split(seed)));
            }, loss => loss);
            e.Note(FormattableString.Invariant($"{name}: {runs.Average():0.0000} at rate {rate}."));
            return runs;
        }
        var (fadam, adam, adamw) = (Best("FAdam", r => new FAdam(r)), Best("Adam", r => new Adam(r)), Best("AdamW", r => new AdamW(r)));
        e.AtMost("FAdam's final loss less Adam's", [.. fadam.Zip(adam, (a, b) => a - b)], e.By(99, 0, 0));
        e.AtMost("FAdam's final loss less AdamW's", [.. fadam.Zip(adamw, (a, b) => a - b)], e.By(99, 0, 0));
    }

    private static void Fisher(Experiment e)
    {
        int samples = e.By(40, 500, 2000);
        Tensor x = e.Rng.Split("x").Normal([samples, 6], dtype: DType.F64);
        int[] y = e.Rng.Split("y").Integers(samples, 4);
        var net = Linear.Create(6, 4, e.Rng.Split("net"), dtype: DType.F64);
        Tensor LogLoss(Linear m, int i) => m.Forward(x.Slice(0, i, 1)).SoftmaxCrossEntropy((int[])[y[i]]).Sum();
        var exact = Diff.PerSample(net, samples, LogLoss).Weight.Square().Mean(0);
        Tensor Fed(int batch)
        {
            var fadam = new FAdam(0) { Beta2 = 1 - 1e-9 };                               // a plain mean over all steps
            var state = fadam.Init(net);
            for (int at = 0; at < samples / batch * batch; at += batch)
                (_, state) = fadam.Step(net, Diff.Grad(net, m => m.Forward(x.Slice(0, at, batch)).SoftmaxCrossEntropy(y[at..(at + batch)]).Mean()),
                    state);
            return state.Leaves().Single(l => l.Path == "f.Weight").Tensor;
        }
        e.AtMost("largest relative difference to the exact diagonal", ((Fed(1) - exact) / exact).Abs().Max().Item(), 1e-6);
        double share = (Fed(20) / exact).Mean().Item();
        e.Note(FormattableString.Invariant($"Of mean gradients of 20 samples the memory is {share:0.000} of it: the noise of a mean is 1/20 as large, and the rest is the squared mean."));
    }

    private static void Epsilon(Experiment e)
    {
        Tensor x = e.Rng.Split("x").Normal([64, 6], dtype: DType.F64);
        int[] y = e.Rng.Split("y").Integers(64, 4);
        var net = Linear.Create(6, 4, e.Rng.Split("net"), dtype: DType.F64);
        double Change(Optimizer how, double a, double b) =>
            (Walk(how, a).Weight - Walk(how, b).Weight).Norm().Item() / (Walk(how, b).Weight - net.Weight).Norm().Item();
        Linear Walk(Optimizer how, double scale)
        {
            var (at, state) = (net, how.Init(net));
            for (int t = 0; t < 20; t++) (at, state) = how.Step(at, Diff.Grad(at, m => m.Forward(x).SoftmaxCrossEntropy(y).Mean() * scale), state);
            return at;
        }
        var (fadam, adam) = (new FAdam(0.01), new Adam(0.01));
        e.AtMost("FAdam: change of the way from a scale of 10⁻⁶ to 10⁻⁸, as a share of its length", Change(fadam, 1e-8, 1e-6), 1e-6);
        e.AtLeast("Adam: the same", Change(adam, 1e-8, 1e-6), 0.1);
        e.Note(FormattableString.Invariant($"From a scale of 1 to 10⁻⁷ FAdam's way changes by {Change(fadam, 1e-7, 1):0.0000}, for ε is then a hundredth of the gradient; Adam's by {Change(adam, 1e-7, 1):0.000}."));
    }

    public override string Notes => "Tiny Shakespeare, MNIST and small networks in place of a billion parameters, LibriSpeech and ImageNet; "
        + "speech is left out. "
        + "All rates follow a cosine with a short rise. Losses are those of training, the mean of the last tenth of the steps.";
}
