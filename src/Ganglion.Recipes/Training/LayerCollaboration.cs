using System.Diagnostics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Forward-forward training whose layers know how good the others already are.</summary>
[Recipe("layer-collaboration")]
public sealed partial class LayerCollaboration : Study
{
    private const double Threshold = 2;

    public override Paper Paper => new("Layer Collaboration in the Forward-Forward Algorithm", "Lorberbom, Gat, Adi, Schwing, Hazan", 2023,
        "arXiv:2305.12393", "P100");

    public override string Summary =>
        "Layer l learns from softplus(±(θ - gₗ - Σ of the other layers' goodness, held constant)): a layer spends itself on what the others get wrong.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("accuracy", "On MNIST the collaborating layers err less than plain forward-forward, at the same layers, epochs and rate.", e =>
        {
            var runs = Runs(e);
            e.AtMost("error of collaboration less error of plain forward-forward", [.. runs.Select(r => Error(r.Together) - Error(r.Alone))], e.By(1, 0, 0));
            e.Note(FormattableString.Invariant($"Errors: plain {runs.Average(r => Error(r.Alone)):P2}, collaborating {runs.Average(r => Error(r.Together)):P2}, ")
                + FormattableString.Invariant($"backpropagation {runs.Average(r => 1 - r.Ceiling):P2}."));

            static double Error(Trained t) => 1 - t.Upto[^1];
        }),
        new("depth", "With collaboration, later layers contribute: accuracy rises with the layers asked, and less so without.", e =>
        {
            var runs = Runs(e);
            e.AtLeast("accuracy of all layers less that of the first, collaborating", [.. runs.Select(r => Rise(r.Together))], e.By(-1, 0.002, 0.002));
            e.AtLeast("that rise less the rise of plain forward-forward", [.. runs.Select(r => Rise(r.Together) - Rise(r.Alone))], e.By(-1, 0, 0));
            e.Note("Accuracy of layers 1 to k, collaborating: " + Curve(runs.Select(r => r.Together)) + "; plain: " + Curve(runs.Select(r => r.Alone)) + ".");

            static double Rise(Trained t) => t.Upto[^1] - t.Upto[0];
        }),
        new("cost", "A step costs within a few percent of a plain one.", e =>
        {
            var runs = Runs(e);
            e.AtMost("fastest collaborating step over fastest plain step", [.. runs.Select(r => r.Together.Step / r.Alone.Step)], e.By(100, 1.05, 1.05));
        }),
    ];

    private sealed record Trained(double[] Upto, double Step);

    private static (Trained Alone, Trained Together, double Ceiling)[] Runs(Experiment e)
    {
        var bench = ImageBench.Open(e, "mnist", 5000, 2000);
        int classes = bench.Info.Classes.Count, pixels = bench.Held.Size(1) * bench.Held.Size(2) * bench.Held.Size(3);
        int size = Math.Min(100, bench.Count), steps = e.By(4, 20, 60) * (bench.Count / size);
        int[] sizes = [pixels, .. Enumerable.Repeat(e.By(24, 256, 1000), 3)];
        return [.. Enumerable.Range(0, e.By(1, 3, 5)).Select(seed => (Train(false, e.Rng.Split(seed)), Train(true, e.Rng.Split(seed)), Backpropagated(e.Rng.Split(seed))))];

        Trained Train(bool together, Rng rng)
        {
            var net = GoodnessNet.Create(sizes, rng.Split("init"));
            var optimizer = new Adam(1e-3);
            var state = optimizer.Init(net);
            double fastest = double.PositiveInfinity;
            for (int step = 0; step < steps; step++)
            {
                e.Cancel.ThrowIfCancellationRequested();
                long start = Stopwatch.GetTimestamp();
                (net, state) = Memory.Scope(() =>
                {
                    var (images, labels) = bench.Batch(step, size, rng.Split("order"));
                    var x = images.Flatten(1);
                    int[] wrong = GoodnessNet.Mislabel(labels, classes, rng.Split("false").Split(step));
                    return optimizer.StepInPlace(net, Diff.Grad(net, n => Objective(n, GoodnessNet.Overlay(x, labels, classes), GoodnessNet.Overlay(x, wrong, classes))), state);
                });
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            var goodness = Memory.Scope(() => Tensor.Stack(net.ClassGoodness(bench.Held.Flatten(1), classes)));
            return new([.. Enumerable.Range(1, sizes.Length - 1).Select(k => bench.Score(goodness.Slice(0, 0, k).Sum(0).Softmax()).Accuracy)], fastest);

            Tensor Objective(GoodnessNet n, Tensor real, Tensor wrong)
            {
                Tensor[] a = [.. n.Activities(real).Select(GoodnessNet.Goodness)], b = [.. n.Activities(wrong).Select(GoodnessNet.Goodness)];
                Tensor loss = Tensor.Zeros([]), allA = Total(a), allB = Total(b);
                for (int l = 0; l < a.Length; l++)
                    loss += together ? GoodnessNet.Contrast(a[l] - a[l].Detach() + allA, b[l] - b[l].Detach() + allB, Threshold * a.Length / 2)
                        : GoodnessNet.Contrast(a[l], b[l], Threshold);
                return loss;
            }

            static Tensor Total(Tensor[] goodness) => goodness.Aggregate((p, q) => p + q).Detach();
        }

        double Backpropagated(Rng rng)
        {
            var fit = Trajectory.Follow(Mlp.Create([.. sizes, classes], rng.Split("init")), new Adam(1e-3), steps, (m, step) =>
            {
                var (images, labels) = bench.Batch(step, size, rng.Split("order"));
                return Loss.CrossEntropy(m.Forward(images.Flatten(1)), labels);
            }, cancel: e.Cancel);
            return bench.Score(x => fit.Net.Forward(x.Flatten(1))).Accuracy;
        }
    }

    private static string Curve(IEnumerable<Trained> runs) => string.Join(", ", Enumerable.Range(0, runs.First().Upto.Length)
        .Select(k => runs.Average(r => r.Upto[k]).ToString("P2", System.Globalization.CultureInfo.InvariantCulture)));

    public override string Notes => "Three layers of 256 units on 5,000 images, twenty passes, against four of 2,000 on all; accuracy is taken on training images held out. "
        + "The threshold of the sum is half the sum of the layers' thresholds, the best of 2, 3 and 6 on the held-out images. Classes are answered by the goodness of the layers together, the first included.";
}
