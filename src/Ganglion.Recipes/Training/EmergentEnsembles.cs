using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What hidden units do after forward-forward training: few fire, and for each class the same ones.</summary>
[Recipe("emergent-ensembles")]
public sealed partial class EmergentEnsembles : Study
{
    private const double Threshold = 2, Often = 0.8;

    public override Paper Paper => new("Emergent representations in networks trained with the Forward-Forward algorithm",
        "Tosato, Basile, Ballarin, de Alteriis, Cazzaniga, Ansuini", 2023, "arXiv:2305.18353", "P567");

    public override string Summary =>
        "The same perceptron is trained by forward-forward, by backpropagation of the forward-forward objective, and by backpropagation of cross-entropy; "
        + "the ensemble of a class is the units that fire for most of its images.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("sparsity", "Activity is sparse after forward-forward and after backpropagation of its objective, and less so after cross-entropy (figure 2).", e =>
        {
            var nets = Nets(e);
            for (int layer = 0; layer < 2; layer++)
            {
                var hoyer = nets.Select(n => n.Select(a => Hoyer(a.Activity[layer])).ToArray()).ToArray();
                e.AtLeast($"Hoyer sparsity of layer {layer + 1}, forward-forward less cross-entropy", [.. hoyer.Select(h => h[0] - h[2])], e.By(-1, 0.1, 0.1));
                e.AtLeast($"of layer {layer + 1}, its objective backpropagated less cross-entropy", [.. hoyer.Select(h => h[1] - h[2])], e.By(-1, 0.1, 0.1));
                e.Note(FormattableString.Invariant($"Layer {layer + 1}: {hoyer.Average(h => h[0]):0.00}, {hoyer.Average(h => h[1]):0.00} and {hoyer.Average(h => h[2]):0.00}."));
            }
        }),
        new("ensembles", "Each class has a small ensemble of units, the same in one half of its images as in the other (figure 3).", e =>
        {
            var nets = Nets(e);
            var (sizes, agree) = (new List<double>(), new List<double>());
            foreach (var n in nets)
            {
                var (even, odd) = (Ensembles(n[0], 0, 0), Ensembles(n[0], 0, 1));
                sizes.Add(even.Average(u => u.Count(f => f)) / even[0].Length);
                agree.Add(even.Zip(odd, Overlap).Average());
            }
            e.AtMost("share of units in an ensemble", sizes, e.By(1, 0.25, 0.25));
            e.AtLeast("share of units in an ensemble", sizes, e.By(0, 0.005, 0.005));
            e.AtLeast("overlap of the ensembles of the two halves", agree, e.By(0, 0.7, 0.7));
            e.Note(FormattableString.Invariant($"After cross-entropy an ensemble holds {nets.Average(n => Ensembles(n[2], 0, 0).Average(u => u.Count(f => f)) / n[2].Activity[0].Size(1)):P1} of the units."));
        }),
        new("similar-classes", "Classes that look alike share more of their ensembles (figure 4).", e =>
            e.AtLeast("rank correlation of the overlap of two ensembles with the correlation of their mean images", [.. Nets(e).Select(n =>
            {
                var units = Ensembles(n[0], 0, 0);
                var (shared, alike) = (new List<float>(), new List<float>());
                for (int a = 0; a < units.Length; a++)
                    for (int b = 0; b < a; b++) { shared.Add((float)Overlap(units[a], units[b])); alike.Add((float)Cosine(n[0].Means[a], n[0].Means[b])); }
                return Metrics.Spearman([.. shared], [.. alike]);
            })], e.By(-1.1, 0.1, 0.1))),
        new("unseen-class", "Images of a class that training left out have an ensemble of their own (figure 5).", e =>
        {
            var (own, other) = (new List<double>(), new List<double>());
            foreach (var n in Nets(e, leaveOut: true))
            {
                var (even, odd) = (Ensembles(n[0], 0, 0), Ensembles(n[0], 0, 1));
                own.Add(Overlap(even[^1], odd[^1]));
                other.Add(even.SkipLast(1).Max(u => Overlap(u, odd[^1])));
            }
            e.AtLeast("overlap of the unseen class's ensembles in two halves", own, e.By(0, 0.7, 0.7));
            e.AtLeast("that less its largest overlap with a seen class", [.. own.Zip(other, (a, b) => a - b)], e.By(-1, 0.1, 0.1));
        }),
    ];

    /// <summary>What a network's layers do for held-out images, without a class written over them, and the classes' mean images.</summary>
    private sealed record Seen(Tensor[] Activity, int[] Labels, float[][] Means);

    // By seed: forward-forward, its objective backpropagated, cross-entropy.
    private static Seen[][] Nets(Experiment e, bool leaveOut = false)
    {
        var bench = ImageBench.Open(e, "mnist", 5000, 2000);
        int classes = bench.Info.Classes.Count, last = leaveOut ? classes - 1 : classes, size = Math.Min(100, bench.Count);
        int steps = e.By(4, 12, 40) * (bench.Count / size), pixels = bench.Info.Channels * bench.Info.Height * bench.Info.Width;
        int[] sizes = [pixels, .. Enumerable.Repeat(e.By(24, 256, 1000), 2)];
        var held = bench.Held.Flatten(1);
        float[][] means = [.. Enumerable.Range(0, classes).Select(c => held.GatherRows(Of(bench.HeldLabels, c)).Mean(0).ToArray())];
        return [.. Enumerable.Range(0, e.By(1, 3, 5)).Select(seed => (Seen[])[Contrasted(true, e.Rng.Split(seed)), Contrasted(false, e.Rng.Split(seed)), Classified(e.Rng.Split(seed))])];

        (Tensor X, int[] Labels) Batch(int step, Rng rng)
        {
            var (images, labels) = bench.Batch(step, size, rng.Split("order"));
            int[] kept = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] < last)];
            return (images.Flatten(1).GatherRows(kept), Array.ConvertAll(kept, i => labels[i]));
        }

        Seen Contrasted(bool local, Rng rng)
        {
            var fit = Trajectory.Follow(GoodnessNet.Create(sizes, rng.Split("init")), new Adam(1e-3), steps, (n, step) =>
            {
                var (x, labels) = Batch(step, rng);
                int[] wrong = GoodnessNet.Mislabel(labels, last, rng.Split("false").Split(step));
                return n.Loss(GoodnessNet.Overlay(x, labels, classes), GoodnessNet.Overlay(x, wrong, classes), Threshold, local);
            }, cancel: e.Cancel);
            // Every class equally likely, so that only the image tells.
            var blank = Tensor.Concat([Tensor.Full([held.Size(0), classes], 1.0 / classes), held.Slice(1, classes, pixels - classes)], 1);
            return new(Memory.Scope(() => fit.Net.Activities(blank)), bench.HeldLabels, means);
        }

        Seen Classified(Rng rng)
        {
            var fit = Trajectory.Follow(Mlp.Create([.. sizes, classes], rng.Split("init")), new Adam(1e-3), steps, (m, step) =>
            {
                var (x, labels) = Batch(step, rng);
                return Loss.CrossEntropy(m.Forward(x), labels);
            }, cancel: e.Cancel);
            return new(Memory.Scope(() => Plain(fit.Net.Layers[..^1], held)), bench.HeldLabels, means);
        }

        static Tensor[] Plain(Linear[] layers, Tensor x) => [.. layers.Select(l => x = l.Forward(x).Relu())];
    }

    private static int[] Of(int[] labels, int c, int half = -1) =>
        [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).Where((_, k) => half < 0 || k % 2 == half)];

    // For each class, which units fire for most of half of its images.
    private static bool[][] Ensembles(Seen seen, int layer, int half) => [.. Enumerable.Range(0, seen.Means.Length).Select(c =>
        seen.Activity[layer].GatherRows(Of(seen.Labels, c, half)).Greater(0).Mean(0).ToArray().Select(share => share >= Often).ToArray())];

    // Jaccard's index; two empty ensembles share nothing.
    private static double Overlap(bool[] a, bool[] b)
    {
        int both = a.Zip(b).Count(p => p.First && p.Second), any = a.Zip(b).Count(p => p.First || p.Second);
        return any == 0 ? 0 : (double)both / any;
    }

    // Hoyer 2004: 0 where all units do the same, 1 where one does all; the mean over images.
    private static double Hoyer(Tensor activity)
    {
        double root = Math.Sqrt(activity.Size(1));
        return ((root - activity.Sum(1) / (activity.Square().Sum(1) + 1e-12).Sqrt()) / (root - 1)).Mean().Item();
    }

    private static double Cosine(float[] a, float[] b)
    {
        double ma = a.Average(), mb = b.Average();
        return a.Zip(b, (x, y) => (x - ma) * (y - mb)).Sum() / Math.Sqrt(a.Sum(x => (x - ma) * (x - ma)) * b.Sum(y => (y - mb) * (y - mb)));
    }

    public override string Notes => "Two layers of 256 units, 5,000 images, twelve passes. Activity is read on images held out, with every class equally present in the "
        + "first pixels, so that an ensemble tells what the image is and not what it was said to be. A unit belongs to a class if it fires for four fifths of its images.";
}
