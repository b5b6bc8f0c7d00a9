using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Few-bit backward: an activation's derivative as a step function, so that a few bits an input are kept.</summary>
[Recipe("few-bit-backward")]
public sealed partial class FewBitBackward : Study
{
    private static readonly Activation[] s_activations =
        [Activation.Gelu, Activation.Silu, Activation.Tanh, Activation.Sigmoid, Activation.Softplus];

    public override Paper Paper => new("Few-Bit Backward: Quantized Gradients of Activation Functions for Memory Footprint Reduction",
        "Novikov, Bershatsky, Gusak, Shonenkov, Dimitrov, Oseledets", 2023, "arXiv:2202.00441", "P351");

    public override string Summary =>
        "The forward pass is exact; backward, f'(x) is the value of the step in which x lies, of 2 to 16 steps placed by dynamic programming.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("boundaries",
            "For GELU, SiLU, tanh, sigmoid and softplus steps placed by dynamic programming have a lower weighted error than even ones.",
            Boundaries),
        new("memory",
            "In a small transformer what is kept for the backward pass falls by 32 bits less those of a step, for each input of an activation.",
            Memories),
        new("convergence", "A small transformer trained with 3 or 4 bits follows exact backpropagation within seed noise; 1 bit visibly hurts.",
            Convergence),
    ];

    // Even steps over the range of nearly all inputs, and over the range that suits them best; values are the best for both.
    private static void Boundaries(Experiment e)
    {
        foreach (var activation in e.By(s_activations[..1], s_activations, s_activations))
        {
            var (plain, tuned, text) = (new List<double>(), new List<double>(), new List<string>());
            for (int bits = 1; bits <= e.By(2, 4, 4); bits++)
            {
                double ours = StepDerivative.Fit(activation, bits).Error(activation), even = Even(4),
                    best = Enumerable.Range(1, e.By(5, 60, 60)).Min(i => Even(0.1 * i));
                text.Add(FormattableString.Invariant($"{bits} bits {ours:0.0000} (even {even:0.0000}, even at their best reach {best:0.0000})"));
                tuned.Add(ours / best);
                if (bits > 1) plain.Add(ours / even);           // one boundary at 0 may be the best there is

                double Even(double reach)
                {
                    int count = (1 << bits) - 1;
                    double[] boundaries = [.. Enumerable.Range(1, count).Select(i => reach * (2.0 * i / (count + 1) - 1))];
                    return StepDerivative.At(activation, boundaries).Error(activation);
                }
            }
            e.AtMost($"{activation.Kind}: largest error over that of even steps of [-4, 4], 2 to 4 bits", plain.Max(), 0.99);
            e.AtMost($"{activation.Kind}: largest error over that of even steps at their best reach, 1 to 4 bits", tuned.Max(), 1.0 + 1e-9);
            e.Note($"{activation.Kind}, root mean square error: {string.Join("; ", text)}.");
        }
    }

    private static void Memories(Experiment e)
    {
        var bench = CharBench.Open(e, e.By(8, 32, 64));
        var net = bench.Transformer(e.Rng.Split("init"), e.By(16, 48, 96));
        var (ids, next) = bench.Batch(0, 16, e.Rng.Split("batch"));
        long inputs = (long)net.Blocks.Layers.Length * ids.Length * net.Blocks.Layers[0].Expand.Outputs;
        double exact = Saved(net);
        for (int bits = 1; bits <= 4; bits++)
        {
            double few = Saved(With(net, Activation.Gelu, bits)), expected = inputs * (32 - bits) / 8.0;
            e.AtLeast($"{bits} bits: bytes saved over those expected", (exact - few) / expected, 0.99);
            e.AtMost($"{bits} bits: bytes saved over those expected, at most", (exact - few) / expected, 1.01);
            e.Note(FormattableString.Invariant($"{bits} bits: {few:N0} bytes kept of {exact:N0}, {1 - few / exact:P1} less."));
        }

        double Saved(Gpt m) => Meter.Measure(() => Memory.Scope(() => { Diff.Grad(m, n => n.Loss(ids, next)); return 0; }), savedBytes: true)
            .Meter.SavedBytes;
    }

    private static void Convergence(Experiment e)
    {
        foreach (var activation in (Activation[])[Activation.Gelu, Activation.Tanh])
        {
            var exact = Train(e, activation, 0);
            double noise = Deviation([.. exact.Select(r => r.Held)]), drift = Drift(exact);
            e.Note(FormattableString.Invariant(
                $"{activation.Kind}: held-out loss {exact.Average(r => r.Held):0.0000} with a deviation of {noise:0.0000} over seeds."));
            foreach (int bits in e.By<int[]>([1], [1, 3, 4], [1, 2, 3, 4]))
            {
                var few = Train(e, activation, bits);
                double gap = few.Average(r => r.Held) - exact.Average(r => r.Held);
                e.Note(FormattableString.Invariant($"{activation.Kind}, {bits} bits: held-out loss {few.Average(r => r.Held):0.0000}."));
                if (bits == 1)
                    e.AtLeast($"{activation.Kind}, 1 bit: held-out loss above the exact one, in deviations over seeds", gap / noise,
                        e.By(-1e9, 2, 2));
                else if (bits > 2)
                {
                    e.AtMost($"{activation.Kind}, {bits} bits: distance of held-out losses, in deviations over seeds", Math.Abs(gap) / noise, 1);
                    double[] apart = [.. exact[0].Curve.Select((_, i) => Math.Abs(few.Average(r => r.Curve[i]) - exact.Average(r => r.Curve[i])))];
                    e.AtMost($"{activation.Kind}, {bits} bits: mean distance of the loss curves, in deviations over seeds",
                        apart.Average() / drift, 1);
                }
            }
        }
    }

    private sealed record Trained(double Held, double[] Curve);

    // The same starts and batches whatever the bits; 0 for the true derivative. The curve is of means of ten steps.
    private static Trained[] Train(Experiment e, Activation activation, int bits)
    {
        var bench = CharBench.Open(e, e.By(8, 32, 64));
        return [.. Enumerable.Range(0, e.By(2, 4, 5)).Select(seed =>
        {
            var rng = e.Rng.Split(seed);
            var start = With(bench.Transformer(rng.Split("init"), e.By(16, 48, 96)), activation, bits);
            var run = bench.Train(start, new Adam(2e-3), e.By(3, 600, 2000), 16, rng.Split("order"));
            return new Trained(bench.HeldLoss((ids, next) => run.Net.Loss(ids, next)), [.. run.Losses.Chunk(10).Select(c => c.Average())]);
        })];
    }

    private static Gpt With(Gpt net, Activation activation, int bits)
    {
        var few = bits == 0 ? activation : activation with { Derivative = StepDerivative.Fit(activation, bits) with { Consume = true } };
        return net with { Blocks = net.Blocks with { Layers = [.. net.Blocks.Layers.Select(l => l with { Activation = few })] } };
    }

    private static double Drift(Trained[] runs) => runs[0].Curve.Select((_, i) => Deviation([.. runs.Select(r => r.Curve[i])])).Average();

    private static double Deviation(double[] values) =>
        Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));

    public override string Notes => "Two layers of width 48 over 32 characters of Tiny Shakespeare, 600 steps, four seeds, the same starts and "
        + "batches for all; inputs of activations are taken as N(0, 1) when steps are placed. One bit costs about one and a half deviations "
        + "over seeds after 600 steps and less after 200. That the derivative of tanh is even, which would save a bit, is not "
        + "used. GLUE and ImageNet are left out.";
}
