using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Mono-Forward: each layer learns from its own guess at the class, in one sweep forward.</summary>
[Recipe("mono-forward")]
public sealed partial class MonoForward : Study
{
    public override Paper Paper => new("Mono-Forward: Backpropagation-Free Algorithm for Efficient Neural Network Training Harnessing Local Errors",
        "Gong, Bruna, Abbas", 2025, "arXiv:2501.09238", "P464");

    public override string Summary =>
        "Layer l has a matrix Mₗ; gₗ = aₗ·Mₗᵀ scores the classes, cross-entropy of gₗ trains layer and matrix, and aₗ goes on as a constant.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("mnist", "On MNIST Mono-Forward is within half a point of backpropagation or above, and points above forward-forward.", e => Compare(e, "mnist")),
        new("fashion-mnist", "The same on Fashion-MNIST.", e => Compare(e, "fashion-mnist")),
        new("memory", "What is kept for the backward pass is a layer's, not the sum over layers.", Memories),
        new("threads", "Training gives the same bits on one and on two threads.", e =>
        {
            int threads = Compute.Threads;
            try
            {
                var hashes = new[] { 1, 2 }.Select(count => { Compute.Threads = count; return Train(e, "mnist", 0, e.By(2, 30, 30)).Net.Layers[0].Linear.Weight.ToArray(); }).ToArray();
                e.True("weights of the first layer after thirty steps", hashes[0].AsSpan().SequenceEqual(hashes[1]), "the same bits");
            }
            finally { Compute.Threads = threads; }
        }),
    ];

    private static void Compare(Experiment e, string data)
    {
        var (local, back, contrast, epochs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (int seed = 0; seed < e.By(1, 3, 5); seed++)
        {
            var run = Train(e, data, seed);
            local.Add(run.Local[^1]);
            back.Add(run.Back[^1]);
            contrast.Add(Contrasted(e, data, seed));
            double target = run.Back.Max() - 0.01;
            epochs.Add((Array.FindIndex(run.Local, a => a >= target) is >= 0 and var at ? at + 1 : 2 * run.Local.Length) / (double)(Array.FindIndex(run.Back, a => a >= target) + 1));
        }
        e.AtLeast("accuracy less that of backpropagation", [.. local.Zip(back, (a, b) => a - b)], e.By(-1, -0.005, -0.005));
        e.AtLeast("accuracy less that of forward-forward", [.. local.Zip(contrast, (a, b) => a - b)], e.By(-1, 0.01, 0.01));
        e.AtMost("passes to within a point of backpropagation's best, over its own", epochs, e.By(100, 1.5, 1.5));
        e.Note(FormattableString.Invariant($"Mono-Forward {local.Average():P2}, backpropagation {back.Average():P2}, forward-forward {contrast.Average():P2}."));
    }

    private sealed record Trained(Local Net, double[] Local, double[] Back);

    // Both by the same steps; accuracy after each pass.
    private static Trained Train(Experiment e, string data, int seed, int steps = 0)
    {
        var bench = ImageBench.Open(e, data, 5000, 2000);
        var rng = e.Rng.Split(seed);
        int classes = bench.Info.Classes.Count, size = Math.Min(100, bench.Count), each = bench.Count / size, passes = steps > 0 ? 1 : e.By(2, 12, 30);
        int[] sizes = [bench.Info.Channels * bench.Info.Height * bench.Info.Width, .. Enumerable.Repeat(e.By(24, 256, 1000), 3)];
        var (local, back) = (Local.Create(sizes, classes, rng.Split("init")), Mlp.Create([.. sizes, classes], rng.Split("init")));
        var optimizer = new Adam(1e-3);
        var (localState, backState) = (optimizer.Init(local), optimizer.Init(back));
        var (localCurve, backCurve) = (new double[passes], new double[passes]);
        for (int step = 0; step < (steps > 0 ? steps : passes * each); step++)
        {
            e.Cancel.ThrowIfCancellationRequested();
            (local, localState, back, backState) = Memory.Scope(() =>
            {
                var (images, labels) = bench.Batch(step, size, rng.Split("order"));
                var x = images.Flatten(1);
                var a = optimizer.StepInPlace(local, Diff.Grad(local, m => m.Loss(x, labels)), localState);
                if (steps > 0) return (a.Model, a.State, back, backState);
                var b = optimizer.StepInPlace(back, Diff.Grad(back, m => Loss.CrossEntropy(m.Forward(x), labels)), backState);
                return (a.Model, a.State, b.Model, b.State);
            });
            if (steps > 0 || (step + 1) % each != 0) continue;
            localCurve[step / each] = bench.Score(x => local.Forward(x.Flatten(1))).Accuracy;
            backCurve[step / each] = bench.Score(x => back.Forward(x.Flatten(1))).Accuracy;
        }
        return new(local, localCurve, backCurve);
    }

    private static double Contrasted(Experiment e, string data, int seed)
    {
        var bench = ImageBench.Open(e, data, 5000, 2000);
        var rng = e.Rng.Split(seed);
        int classes = bench.Info.Classes.Count, size = Math.Min(100, bench.Count), steps = e.By(2, 12, 30) * (bench.Count / size);
        int[] sizes = [bench.Info.Channels * bench.Info.Height * bench.Info.Width, .. Enumerable.Repeat(e.By(24, 256, 1000), 3)];
        var fit = Trajectory.Follow(GoodnessNet.Create(sizes, rng.Split("init")), new Adam(1e-3), steps, (n, step) =>
        {
            var (images, labels) = bench.Batch(step, size, rng.Split("order"));
            var x = images.Flatten(1);
            int[] wrong = GoodnessNet.Mislabel(labels, classes, rng.Split("false").Split(step));
            return n.Loss(GoodnessNet.Overlay(x, labels, classes), GoodnessNet.Overlay(x, wrong, classes), 2);
        }, cancel: e.Cancel);
        return bench.Score(x => fit.Net.ClassGoodness(x.Flatten(1), classes).Aggregate((a, b) => a + b)).Accuracy;
    }

    private static void Memories(Experiment e)
    {
        int width = e.By(16, 512, 512), batch = e.By(8, 256, 256), depth = 6;
        int[] sizes = [.. Enumerable.Repeat(width, depth + 1)];
        var x = e.Rng.Split("x").Normal([batch, width]);
        IntTensor y = e.Rng.Split("y").Integers(batch, 10);
        var (local, back) = (Local.Create(sizes, 10, e.Rng), Mlp.Create([.. sizes, 10], e.Rng));
        double whole = Saved(() => Diff.Grad(back, m => Loss.CrossEntropy(m.Forward(x), y)));
        double most = 0;
        for (int l = 0; l < depth; l++)
        {
            var layer = local.Layers[l];
            most = Math.Max(most, Saved(() => Diff.Grad(layer, m => Loss.CrossEntropy(m.Score(m.Activity(x)), y))));
        }
        e.AtMost("most bytes kept by a layer's step over those of backpropagation through six layers", most / whole, e.By(1, 0.34, 0.34));

        static double Saved<T>(Func<T> body) => Meter.Measure(() => Memory.Scope(() => { body(); return 0; }), savedBytes: true).Meter.SavedBytes;
    }

    /// <summary>A layer that guesses the class.</summary>
    /// <param name="Linear">From the layer before, followed by a ReLU.</param>
    /// <param name="Projection">M, <c>[classes, units]</c>.</param>
    [Model]
    internal sealed partial record LocalLayer(Linear Linear, Tensor Projection)
    {
        public Tensor Activity(Tensor x) => Linear.Forward(x).Relu();

        public Tensor Score(Tensor activity) => activity.MatMul(Projection.Transpose());
    }

    /// <summary>Layers that learn by themselves.</summary>
    [Model]
    internal sealed partial record Local(LocalLayer[] Layers)
    {
        public static Local Create(int[] sizes, int classes, Rng rng) => new([.. Enumerable.Range(0, sizes.Length - 1).Select(i =>
            new LocalLayer(Linear.Create(sizes[i], sizes[i + 1], rng.Split(i)), Init.FanIn([classes, sizes[i + 1]], sizes[i + 1], rng.Split("M").Split(i))))]);

        /// <summary>The sum of the layers' losses; inputs are constants, so each layer gets its own gradient alone.</summary>
        public Tensor Loss(Tensor x, IntTensor labels)
        {
            var loss = Tensor.Zeros([]);
            foreach (var layer in Layers)
            {
                var a = layer.Activity(x);
                loss += Nets.Loss.CrossEntropy(layer.Score(a), labels);
                x = a.Detach();
            }
            return loss;
        }

        /// <summary>What the last layer thinks.</summary>
        public Tensor Forward(Tensor x)
        {
            foreach (var layer in Layers.SkipLast(1)) x = layer.Activity(x);
            return Layers[^1].Score(Layers[^1].Activity(x));
        }
    }

    public override string Notes => "Three layers of 256 units on 5,000 images, twelve passes; accuracy is taken on training images held out. Layers here are trained in "
        + "one step over the sum of their losses, which gives each the gradient it has alone. Convolutional networks and CIFAR are left out.";
}
