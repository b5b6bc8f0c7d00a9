using System.Diagnostics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Gradients down the residual path first, through the layers k times after: how few k suffice.</summary>
[Recipe("highway-bp")]
public sealed partial class HighwayBp : Study
{
    public override Paper Paper => new("Accelerated Training through Iterative Gradient Propagation Along the Residual Path",
        "Fagnou, Caillon, Delattre, Allauzen", 2025, "arXiv:2501.17086", "P414");

    public override string Summary =>
        "gᵢ = g_L + Σ_{j≥i} Jⱼᵀgⱼ₊₁, solved by k iterations in which all layers work at once; exact at k = depth.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("residual-perceptron", "In a residual perceptron of 12 parts the cosine to the gradient rises to 1 with k, and training with k far "
            + "below the depth ends within "
            + "two percent of backpropagation's loss.", e =>
        {
            var bench = ImageBench.Open(e, "mnist", e.By(64, 3_000, 20_000), e.By(32, 1_000, 5_000));
            int depth = e.By(3, 12, 24);
            Judge(e, depth, r => ResidualMlp.Create(bench.Info.Channels * bench.Info.Height * bench.Info.Width, e.By(8, 64, 128), depth,
                bench.Info.Classes.Count, r), (net, step, r) =>
            {
                var (x, y) = bench.Batch(step, 64, r);
                return net.Forward(x.Flatten(1)).SoftmaxCrossEntropy(y).Mean();
            }, new Adam(1e-3), e.By(4, 140, 2_000));
        }),
        new("transformer", "The same in a character transformer with norms first, of 8 blocks.", e =>
        {
            var bench = CharBench.Open(e, e.By(8, 32, 64));
            int depth = e.By(2, 8, 12);
            Judge(e, depth, r => Gpt.Create(bench.Vocabulary, bench.Context, e.By(8, 32, 64), 4, depth, r), (net, step, r) =>
            {
                var (ids, next) = bench.Batch(step, 8, r);
                return net.Loss(ids, next);
            }, new Adam(4e-3), e.By(3, 300, 3_000));
        }),
        new("recurrent", "The same in a recurrent network with an additive state over 28 steps.", e =>
        {
            var bench = ImageBench.Open(e, "mnist", e.By(64, 3_000, 20_000), e.By(32, 1_000, 5_000));
            Judge(e, bench.Info.Height - 1, r => ResidualRnn.Create(bench.Info.Width, e.By(8, 64, 128), bench.Info.Classes.Count, r),
                (net, step, r) =>
            {
                var (x, y) = bench.Batch(step, 64, r);
                return net.Forward(x).SoftmaxCrossEntropy(y).Mean();
            }, new Adam(2e-3), e.By(4, 140, 2_000));
        }),
        new("critical-path", "The backward pass depends on k layers in a row in place of L: with layers on machines of their own it would take "
            + "well under half the time.", CriticalPath),
    ];

    private static void Judge<T>(Experiment e, int depth, Func<Rng, T> create, Func<T, int, Rng, Tensor> loss, Optimizer optimizer,
        int steps) where T : IModel<T>
    {
        int few = Math.Min(depth, e.By(1, 3, 4)), seeds = e.By(1, 2, 3);
        Trajectory<T, Nothing>[] Runs(Learner learner) => [.. Enumerable.Range(e.Seed, seeds).Select(seed =>
        {
            var rng = new Rng((ulong)seed).Split("highway");
            return Trajectory.Follow(create(rng.Split("net")), optimizer, steps, (net, step) =>
                loss(net, step, rng.Split("order")), learner, e.Cancel);
        })];
        var (bp, near, zero) = (Runs(new Backprop()), Runs(new HighwayBackprop(few)), Runs(new HighwayBackprop(0)));
        int[] ks = [.. Enumerable.Range(0, 7).Where(k => k < depth), depth];
        double[][] cosines = [.. ks.Select(k => bp.Select(r => Cosine(r.Net, k)).ToArray())];
        e.Note("Cosine to the gradient after training, by k: " + string.Join(", ",
            ks.Select((k, i) => FormattableString.Invariant($"{k}: {cosines[i].Average():0.0000}"))) + ".");
        e.Note(FormattableString.Invariant($"Final loss: backpropagation {bp.Average(r => r.Final):0.0000}, ")
            + FormattableString.Invariant($"k = {few} {near.Average(r => r.Final):0.0000}, k = 0 {zero.Average(r => r.Final):0.0000}."));
        e.True("the cosine never falls as k grows", cosines.Zip(cosines.Skip(1), (a, b) => b.Average() >= a.Average() - 1e-6).All(rises => rises));
        e.AtLeast($"cosine to the gradient at k = {few}", cosines[few], e.By(0, 0.9, 0.9));
        e.AtLeast("cosine at k = depth", cosines[^1], 1 - 1e-5);
        e.AtMost($"final loss at k = {few} of {depth}, relative to backpropagation's", [.. near.Zip(bp, (a, b) => a.Final / b.Final)], 1.02);

        double Cosine(T net, int k) => Memory.Scope(() =>
        {
            T Direction(Learner learner) => learner.Learn(net, m => loss(m, steps, new Rng(7))).Gradient;
            return GradientAngles.Whole(Direction(new HighwayBackprop(k)), Direction(new Backprop())).Cosine;
        });
    }

    // What would have to happen one after another if every layer had a machine: measured times of one layer's share and of one addition.
    private static void CriticalPath(Experiment e)
    {
        int depth = e.By(4, 24, 48), width = e.By(8, 128, 256), rows = e.By(8, 256, 512);
        var part = ResidualPart.Create(width, e.Rng.Split("part"));
        var (x, g) = (e.Rng.Split("x").Normal([rows, width]), e.Rng.Split("g").Normal([rows, width]));
        double layer = Time(() => Diff.Vjp(part.Forward, x, g)) - Time(() => part.Forward(x)), add = Time(() => x + g);
        int levels = (int)Math.Ceiling(Math.Log2(depth));
        foreach (int k in (int[])[1, 2, 3, 4, 6])
            e.Note(FormattableString.Invariant($"k = {k}: {k} layers and {k * levels} additions for {depth} layers, {Share(k):P0} of the time."));
        e.AtMost($"time of the critical path at k = 3 of {depth} layers, relative to backpropagation's", Share(3), e.By(10, 0.4, 0.4));
        e.AtMost("layers in a row at k = 3, relative to backpropagation's", 3.0 / depth, e.By(1, 0.25, 0.25));

        double Share(int k) => k * (layer + levels * add) / (depth * layer);

        static double Time(Func<Tensor> work)
        {
            var times = new double[15];
            for (int i = 0; i < times.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Memory.Scope(() => { work(); return 0; });
                times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            return times.Order().ElementAt(times.Length / 2);
        }
    }

    public override string Notes => "Small networks on samples of MNIST and on Tiny Shakespeare. Here the k passes run one after another on one "
        + "machine and save no time: the time is modelled from the measured times of a layer and an addition, additions along the stream in a tree, "
        + "without the layers' own weight gradients, which wait for nothing.";
}
