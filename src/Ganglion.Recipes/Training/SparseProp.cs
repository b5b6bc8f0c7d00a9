using System.Diagnostics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>SparseProp: forward and backward passes that work at the non-zero weights only.</summary>
[Recipe("sparseprop")]
public sealed partial class SparseProp : Study
{
    private const int Batch = 128;
    private static readonly double[] s_sparsities = [0.8, 0.9, 0.95, 0.99];

    public override Paper Paper => new("SparseProp: Efficient Sparse Backpropagation for Faster Training of Neural Networks",
        "Nikdan, Pegolotti, Iofinova, Kurtic, Alistarh", 2023, "arXiv:2302.04852", "P412");

    public override string Summary =>
        "Of a layer with sparse weights, y = x·Wᵀ, dx = g·W and dW = gᵀ·x at W's entries are computed entry by entry with the batch, or a plane, in the lanes.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("gradients", "Outputs and gradients equal those of the dense layer with a mask.", Agreement),
        new("linear-time", "A pass forward and back through a linear layer takes time in proportion to its entries: faster than dense at 90%, twice at 95%, four "
            + "times at 99% zeros.", e => Layers(e, Linear(e))),
        new("convolution-time", "The same for a 3×3 convolution.", e => Layers(e, Convolution(e))),
        new("training", "An epoch of training of a pruned perceptron is faster than of the dense one with a mask, at the same accuracy.", Training),
    ];

    private static void Agreement(Experiment e)
    {
        foreach (var layer in (Layer[])[Linear(e), Convolution(e)])
        {
            var (dense, sparse) = layer.Make(0.9, e.Rng.Split(layer.Name));
            var (a, b) = (dense(true), sparse(true));
            e.AtMost($"{layer.Name}: largest difference from the masked dense gradients, as a share of the largest",
                [.. a.Zip(b, (p, q) => (p - q).Abs().Max().Item() / p.Abs().Max().Item())], 1e-4);
        }
    }

    private static void Layers(Experiment e, Layer layer)
    {
        double full = 0, ninety = 0;
        foreach (double sparsity in s_sparsities)
        {
            var (dense, sparse) = layer.Make(sparsity, e.Rng.Split(layer.Name));
            double slow = Fastest(e, () => dense(false)), fast = Fastest(e, () => sparse(false));
            if (sparsity == 0.9) ninety = fast;
            if (sparsity == 0.99) full = fast;
            e.Note(FormattableString.Invariant($"{sparsity:P0} zeros: dense {slow:0.00} ms, sparse {fast:0.00} ms."));
            double bound = sparsity switch { 0.99 => 4, 0.95 => 2, 0.9 => 1, _ => 0 };
            if (bound > 0) e.AtLeast(FormattableString.Invariant($"dense time over sparse at {sparsity:P0} zeros"), slow / fast, e.By(0, bound, bound));
        }
        e.AtLeast("time at 90% over time at 99% zeros (ten times the entries)", ninety / full, e.By(0, 3, 3));
    }

    /// <summary>A pass forward and back, dense with a mask and sparse: it returns the gradients (laid out densely on demand).</summary>
    private sealed record Layer(string Name, Func<double, Rng, (Func<bool, Tensor[]> Dense, Func<bool, Tensor[]> Sparse)> Make);

    private static Layer Linear(Experiment e) => new("linear", (sparsity, rng) =>
    {
        int size = e.By(32, 1024, 2048);
        var dense = Nets.Linear.Create(size, size, rng.Split("init"), bias: false);
        var mask = Kept(dense.Weight, sparsity);
        dense = dense with { Weight = dense.Weight * mask };
        var sparse = SparseLinear.From(dense);
        var x = rng.Split("x").Normal([Batch, size]);
        Tensor columns = x.Transpose().Contiguous(), g = rng.Split("g").Normal([Batch, size]), gColumns = g.Transpose().Contiguous();
        return (_ => Diff.Grad(t => (t[0].MatMul((t[1] * mask).Transpose()) * g).Sum(), [x, dense.Weight]),
            laid => Lay(laid, Diff.Grad(t => ((sparse with { Values = t[1] }).ForwardColumns(t[0]) * gColumns).Sum(), [columns, sparse.Values]),
                t => [t[0].Transpose(), sparse.Places.WithValues(t[1]).ToDense()]));
    });

    private static Layer Convolution(Experiment e) => new("convolution", (sparsity, rng) =>
    {
        int channels = e.By(4, 64, 128), side = e.By(6, 16, 32), images = e.By(2, 32, 64);
        var dense = Conv2d.Create(channels, channels, 3, rng.Split("init"), padding: 1, bias: false);
        var mask = Kept(dense.Weight, sparsity);
        dense = dense with { Weight = dense.Weight * mask };
        var sparse = SparseConv2d.From(dense);
        Tensor x = rng.Split("x").Normal([images, channels, side, side]), g = rng.Split("g").Normal(x.Shape);
        return (_ => Diff.Grad(t => ((dense with { Weight = t[1] * mask }).Forward(t[0]) * g).Sum(), [x, dense.Weight]),
            laid => Lay(laid, Diff.Grad(t => ((sparse with { Values = t[1] }).Forward(t[0]) * g).Sum(), [x, sparse.Values]),
                t => [t[0], sparse.Places.WithValues(t[1]).ToDense().Reshape(dense.Weight.Shape)]));
    });

    private static Tensor[] Lay(bool laid, Tensor[] gradients, Func<Tensor[], Tensor[]> how) => laid ? how(gradients) : gradients;

    // Ones at the weights of largest magnitude.
    private static Tensor Kept(Tensor weight, double sparsity)
    {
        float[] sizes = [.. weight.Abs().ToArray().Order()];
        return weight.Abs().GreaterEqual(sizes[Math.Min((int)(sizes.Length * sparsity), sizes.Length - 1)]);
    }

    private static double Fastest(Experiment e, Action step)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < e.By(2, 40, 100); i++)
        {
            long start = Stopwatch.GetTimestamp();
            Memory.Scope(() => { step(); return 0; });
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }

    private static void Training(Experiment e)
    {
        var bench = ImageBench.Open(e, "mnist", 6000, 2000);
        int width = e.By(16, 1024, 1024), pixels = bench.Info.Channels * bench.Info.Height * bench.Info.Width, steps = bench.Count / Batch + 1;
        var (ratios, gaps) = (new List<double>(), new List<double>());
        for (int seed = 0; seed < e.By(1, 3, 5); seed++)
        {
            var rng = e.Rng.Split(seed);
            var trained = Trajectory.Follow(Mlp.Create([pixels, width, width, bench.Info.Classes.Count], rng.Split("init")), new Adam(1e-3), 2 * steps,
                (m, step) => Loss(x => m.Forward(x), step, rng), cancel: e.Cancel).Net;
            Tensor[] masks = [.. trained.Layers.Take(2).Select(l => Kept(l.Weight, 0.95))];
            var dense = new Masked([.. trained.Layers.Select((l, i) => i < 2 ? l with { Weight = l.Weight * masks[i] } : l)]);
            var sparse = new Pruned(SparseLinear.From(dense.Layers[0]), SparseLinear.From(dense.Layers[1]), dense.Layers[2]);
            var slow = Trajectory.Follow(dense, new Adam(1e-3), 2 * steps, (m, step) => Loss(x => m.Forward(x, masks), step, rng), cancel: e.Cancel);
            var fast = Trajectory.Follow(sparse, new Adam(1e-3), 2 * steps, (m, step) => Loss(m.Forward, step, rng), cancel: e.Cancel);
            var (a, b) = (bench.Score(x => slow.Net.Forward(x.Flatten(1), masks)).Accuracy, bench.Score(x => fast.Net.Forward(x.Flatten(1))).Accuracy);
            ratios.Add(slow.Seconds / fast.Seconds);
            gaps.Add(Math.Abs(a - b));
            e.Note(FormattableString.Invariant($"Seed {seed}: masked {a:P2} in {slow.Seconds:0.00} s, sparse {b:P2} in {fast.Seconds:0.00} s."));
        }
        e.AtLeast("time of masked training over sparse at 95% zeros", ratios, e.By(0, 1.2, 1.2));
        e.AtMost("difference of accuracies", gaps, e.By(1, 0.01, 0.01));

        Tensor Loss(Func<Tensor, Tensor> forward, int step, Rng rng)
        {
            var (images, labels) = bench.Batch(step, Batch, rng.Split("order"));
            return Nets.Loss.CrossEntropy(forward(images.Flatten(1)), labels);
        }
    }

    /// <summary>A dense perceptron of which some weights count as zero.</summary>
    [Model]
    internal sealed partial record Masked(Linear[] Layers)
    {
        public Tensor Forward(Tensor x, Tensor[] masks) => Layers[2].Forward(
            x.Linear(Layers[0].Weight * masks[0], Layers[0].Bias).Relu().Linear(Layers[1].Weight * masks[1], Layers[1].Bias).Relu());
    }

    /// <summary>The same with the others alone.</summary>
    [Model]
    internal sealed partial record Pruned(SparseLinear First, SparseLinear Second, Linear Head)
    {
        public Tensor Forward(Tensor x) => Head.Forward(Second.ForwardColumns(First.ForwardColumns(x.Transpose()).Relu()).Relu().Transpose());
    }

    public override string Notes => "Two threads; the fastest of forty passes. The dense layer multiplies its weights by the mask each pass, as training with a mask does. "
        + "Weights are pruned once by magnitude; a ResNet and transfer from sparsified networks are left out.";
}
