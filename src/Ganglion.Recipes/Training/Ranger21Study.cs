using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Ranger21: eight published parts put together.</summary>
[Recipe("ranger21")]
public sealed partial class Ranger21Study : Study
{
    public override Paper Paper => new("Ranger21: a synergistic deep learning optimizer", "Wright, Demeure", 2021, "arXiv:2106.13731", "P164");

    public override string Summary => "AdamW with adaptive clipping, centralisation, positive-negative momentum, norm loss, stable decay, "
        + "warm-up, decline, "
        + "slow weights and softplus denominators.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("without-normalisation", "A residual network without normalisation is trained, where AdamW at the same rate stays near chance "
            + "(section 4.2).", WithoutNormalisation),
        new("tasks", "On a perceptron, a convolutional network and a character transformer the held-out loss is at or below AdamW's in most, "
            + "each at its best "
            + "rate, and the loss changes less from step to step (figure 2).", Tasks),
        new("parts", "On the perceptron most parts, left out alone, are missed: the held-out loss rises.", Parts),
    ];

    private static void WithoutNormalisation(Experiment e)
    {
        var bench = ImageBench.Open(e, "cifar10-jpeg-subset", 1200, 400);
        int steps = e.By(4, 300, 3000), seeds = e.By(1, 2, 3), depth = e.By(8, 32, 56);
        double chance = 1.0 / bench.Info.Classes.Count;
        (double Last, double Held) Fit(Func<double, Optimizer> make, int seed)
        {
            e.Cancel.ThrowIfCancellationRequested();
            var rng = e.Rng.Split(seed);
            var net = ResNet.Create(bench.Info.Channels, bench.Info.Classes.Count, rng.Split("init"), depth, 8, ImageNorm.None);
            // As large as with normalisation: nothing makes up for its absence.
            double branches = Math.Sqrt(net.Blocks.Length);
            net = net.Map("", (path, w) => path.EndsWith("Second.Conv.Weight", StringComparison.Ordinal) ? w * branches : w);
            var run = bench.Train(net, (m, x) => m.Forward(x), make(1e-2), steps, 32, rng.Split("batches"));
            return (Math.Min(99, run.Final), bench.Score(x => run.Net.Forward(x)).Accuracy);
        }
        var adamw = Enumerable.Range(0, seeds).Select(s => Fit(r => new AdamW(r), s)).ToArray();
        var ranger = Enumerable.Range(0, seeds).Select(s => Fit(r => new Ranger21(steps, r), s)).ToArray();
        foreach (var (name, runs) in ((string, (double Last, double Held)[])[])[("AdamW", adamw), ("Ranger21", ranger)])
            e.Note(FormattableString.Invariant($"{name}: {runs.Average(r => r.Last):0.000} nats in training, {runs.Average(r => r.Held):0.000} right on held-out images."));
        e.AtMost("AdamW's held-out accuracy", [.. adamw.Select(r => r.Held)], e.By(1, chance + 0.05, chance + 0.05));
        e.AtLeast("Ranger21's held-out accuracy", [.. ranger.Select(r => r.Held)], e.By(0, chance + 0.15, chance + 0.15));
    }

    private static void Tasks(Experiment e)
    {
        var (mnist, fashion, text) = (ImageBench.Open(e, "mnist", 4000, 1000), ImageBench.Open(e, "fashion-mnist", 2000, 500), CharBench.Open(e, 48));
        int steps = e.By(8, 400, 4000), few = e.By(4, 200, 4000), seeds = e.By(1, 2, 3), better = 0, smoother = 0;
        foreach (var (name, adamwRates, rangerRates, fit) in ((string, double[], double[], Func<Optimizer, Rng, (double Held, double Roughness)>)[])[
            ("perceptron on MNIST", [3e-3, 1e-2, 3e-2], [3e-3, 1e-2, 3e-2], (how, rng) => Perceptron(mnist, how, steps, rng)),
            ("residual network on Fashion-MNIST", [3e-3, 1e-2, 3e-2], [3e-3, 1e-2, 3e-2], (how, rng) => Residual(fashion, how, few, rng)),
            ("transformer on characters", [5e-3, 1e-2, 2e-2], [5e-3, 1e-2, 2e-2], (how, rng) => Transformer(text, how, few, rng))])
        {
            int total = name.StartsWith('p') ? steps : few;
            var adamw = Best(name + ", AdamW", adamwRates, r => new AdamW(r) { Schedule = Schedule.Cosine(total, total / 10) });
            var ranger = Best(name + ", Ranger21", rangerRates, r => new Ranger21(total, r));
            if (ranger.Average(r => r.Held) <= adamw.Average(r => r.Held)) better++;
            if (ranger.Average(r => r.Roughness) < adamw.Average(r => r.Roughness)) smoother++;

            (double Held, double Roughness)[] Best(string who, double[] rates, Func<double, Optimizer> make)
            {
                var (rate, runs) = BestRate.Of(e.Budget == Budget.Smoke ? rates[..1] : rates, seeds, (r, seed) =>
                {
                    e.Cancel.ThrowIfCancellationRequested();
                    return fit(make(r), e.Rng.Split(seed));
                }, r => Math.Min(99, r.Held));
                e.Note(FormattableString.Invariant($"{who}: {runs.Average(r => r.Held):0.000} nats held out at rate {rate}, change a step {runs.Average(r => r.Roughness):0.000}."));
                return runs;
            }
        }
        e.AtLeast("tasks of three with a held-out loss at or below tuned AdamW's", better, e.By(0, 2, 2));
        e.AtLeast("tasks of three in which the loss is smoother", smoother, e.By(0, 2, 2));
    }

    private static void Parts(Experiment e)
    {
        var bench = ImageBench.Open(e, "mnist", 4000, 1000);
        int steps = e.By(4, 400, 4000), seeds = e.By(1, 3, 5);
        var whole = new Ranger21(steps, 1e-2);
        double Loss(Ranger21 how) => Enumerable.Range(0, seeds).Average(seed =>
        {
            e.Cancel.ThrowIfCancellationRequested();
            return Math.Min(99, Perceptron(bench, how, steps, e.Rng.Split(seed)).Held);
        });
        double all = Loss(whole);
        e.Note(FormattableString.Invariant($"all parts: {all:0.0000} nats held out"));
        (string Part, Ranger21 How)[] parts = [
            ("adaptive clipping", whole with { AdaptiveClipping = false }), ("centralisation", whole with { Centralization = false }),
            ("positive-negative momentum", whole with { PositiveNegativeMomentum = false }), ("norm loss", whole with { UnitNorms = false }),
            ("stable decay", whole with { StableDecay = false }), ("warm-up", whole with { Warmup = false }),
            ("decline", whole with { Decline = false }), ("normalised gradients", whole with { NormalizedGradients = false }),
            ("slow weights", whole with { SlowWeights = false }), ("softplus", whole with { Softplus = false })];
        e.AtLeast("share of the parts that are missed", [.. parts.Select(Without)], e.By(0, 0.5, 0.5));

        double Without((string Part, Ranger21 How) p)
        {
            double loss = Loss(p.How);
            e.Note(FormattableString.Invariant($"without {p.Part}: {loss:0.0000} ({loss - all:+0.0000;-0.0000})"));
            return loss > all ? 1 : 0;
        }
    }

    private static (double Held, double Roughness) Perceptron(ImageBench bench, Optimizer how, int steps, Rng rng)
    {
        var net = Mlp.Create([bench.Held.Length / bench.Held.Size(0), 64, bench.Info.Classes.Count], rng.Split("init"));
        var run = bench.Train(net, (m, x) => m.Forward(x.Flatten(1)), how, steps, 32, rng.Split("batches"));
        return (bench.Score(x => run.Net.Forward(x.Flatten(1))).Loss, run.Roughness);
    }

    private static (double Held, double Roughness) Residual(ImageBench bench, Optimizer how, int steps, Rng rng)
    {
        var start = ResNet.Create(bench.Info.Channels, bench.Info.Classes.Count, rng.Split("init"), 8, 8);
        var run = Trajectory.Follow(new Stateful<ResNet, ConvNetState>(start, start.InitialState()), how, steps, (m, state, step) =>
        {
            var (x, y) = bench.Batch(step, 32, rng.Split("batches"));
            var (logits, next) = m.Forward(x, state, train: true);
            return (logits.SoftmaxCrossEntropy(y).Mean(), next);
        });
        return (bench.Score(x => run.Net.Forward(x, run.State, train: false).Logits).Loss, run.Roughness);
    }

    private static (double Held, double Roughness) Transformer(CharBench bench, Optimizer how, int steps, Rng rng)
    {
        var run = bench.Train(bench.Transformer(rng.Split("init"), 32), how, steps, 16, rng.Split("batches"));
        return (bench.HeldLoss((x, y) => run.Net.Loss(x, y)), run.Roughness);
    }

    public override string Notes => "Two thousand images, a few hundred steps and small networks in place of ImageNet and 60 epochs. The network "
        + "without normalisation keeps He's start in every convolution. AdamW follows a cosine with a rise. Gradients are divided by their deviation, "
        + "as the authors' program does since it has softplus: without that, clipped gradients vanish before the softplus and stable decay, divided by "
        + "them, takes the weights to zero. Held-out images are training images that are not trained on.";
}
