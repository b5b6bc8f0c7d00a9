using System.Numerics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Training one image at a time in a pipeline that nobody stops: what late gradients do, and what makes up for them.</summary>
[Recipe("pipelined-backprop")]
public sealed partial class PipelinedBackprop : Study
{
    public override Paper Paper => new("Pipelined Backpropagation at Scale: Training Large Models without Batches",
        "Kosson, Chiley, Venigalla, Hestness, Köster", 2021, "arXiv:2003.11666", "P462");

    public override string Summary => "Stage s of S waits 2(S - 1 - s) updates; spike compensation, v·μᴰ + g·(1 - μᴰ)/(1 - μ), and weights "
        + "foreseen, ŵ = w + D(w - w₋₁), make up for it.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("late-gradients", "Plain pipelined backpropagation at batch size one falls further behind as the number of stages rises; both "
            + "remedies together "
            + "come within a point of momentum in batches, with hyperparameters that a rule carries over.", e =>
        {
            var (shallow, deep) = e.By((8, 8), (8, 20), (8, 56));
            var results = Enum.GetValues<Method>().ToDictionary(m => m, m => Runs(e, deep, m));
            var behind = Gap(Runs(e, shallow, Method.Undelayed), Runs(e, shallow, Method.Plain));
            e.Note(FormattableString.Invariant($"{Stages(shallow).Length} stages: the delays cost {behind.Average():0.0000}."));
            e.Note(FormattableString.Invariant($"{Stages(deep).Length} stages: ")
                + string.Join(", ", results.Select(r => FormattableString.Invariant($"{r.Key} {r.Value.Average():0.0000}"))) + ".");
            e.AtLeast("accuracy lost to the delays in the deep network", Gap(results[Method.Undelayed], results[Method.Plain]), 0.02);
            e.AtLeast("of which more than in the shallow one", Gap(results[Method.Undelayed], results[Method.Plain]).Average() - behind.Average(),
                0.01);
            e.AtLeast("both remedies, less batches", Gap(results[Method.Both], results[Method.Batches]), -0.01);
            e.AtLeast("no delay at batch size one, less batches: the rule", Gap(results[Method.Undelayed], results[Method.Batches]), -0.01);

            static double[] Gap(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];
        }),
        new("quadratic", "On a parabola training is stable up to the rate that the roots of the update's characteristic polynomial predict.", e =>
        {
            int wrong = 0;
            foreach (double momentum in (double[])[0.9, 0.99])
                foreach (var method in (Method[])[Method.Undelayed, Method.Plain, Method.Compensated, Method.Foreseen, Method.Both])
                {
                    int delay = method == Method.Undelayed ? 0 : 4, steps = e.By(200, 3_000, 20_000);
                    double limit = Limit(method, momentum, delay);
                    var (below, above) = (Walk(method, momentum, delay, 0.93 * limit, steps), Walk(method, momentum, delay, 1.07 * limit, steps));
                    e.Note(FormattableString.Invariant($"{method}, momentum {momentum}: stable up to rate · curvature {limit:0.0000}; ")
                        + FormattableString.Invariant($"from 1 to {below:0.0e+0} at 0.93 of it, {above:0.0e+0} at 1.07."));
                    if (below >= 1 || above <= 1) wrong++;
                }
            e.AtMost("cases in which the prediction is wrong, of 10", wrong, e.By(10, 0, 0));
        }),
    ];

    /// <summary>How the delays are met.</summary>
    private enum Method
    {
        Batches,
        Undelayed,
        Plain,
        Compensated,
        Foreseen,
        Both,
    }

    private const int Batch = 32;
    private const double Rate = 0.08, Momentum = 0.9;

    // The accuracy of a residual network with group normalisation on handwritten digits, a seed each.
    private static double[] Runs(Experiment e, int depth, Method method) => [.. Enumerable.Range(e.Seed, e.By(1, 2, 3)).Select(seed =>
    {
        var bench = ImageBench.Open(e, "digits", e.By(20, 800, 1_000), e.By(20, 400, 500));
        var rng = new Rng((ulong)seed).Split("pipeline");
        int batch = method == Method.Batches ? Batch : 1, steps = e.By(2, 9, 20) * bench.Count / batch;
        // A gradient keeps its weight in the sum over time and images (Chiley et al. 2019): μ' = μ^(1/B), rate' = rate/B · (1 - μ')/(1 - μ).
        double momentum = Math.Pow(Momentum, (double)batch / Batch), rate = Rate * batch / Batch * (1 - momentum) / (1 - Momentum);
        string[] stages = Stages(depth);
        var delay = method is Method.Batches or Method.Undelayed ? _ => 0 : Pipelined.InPipeline(stages);
        Func<string, int> late = path => delay(path.Replace("Shortcut", "First", StringComparison.Ordinal));
        Learner learner = method is Method.Batches or Method.Undelayed ? new Backprop()
            : new Pipelined(late) { Predict = method is Method.Foreseen or Method.Both };
        Optimizer optimizer = method is Method.Compensated or Method.Both ? new SpikeCompensatedSgd(rate, momentum, late) : new Sgd(rate, momentum);
        var net = ResNet.Create(bench.Info.Channels, bench.Info.Classes.Count, rng.Split("net"), depth, width: e.By(4, 8, 16), ImageNorm.Group);
        var run = Trajectory.Follow(net, optimizer, steps, (m, step) =>
        {
            var (x, y) = bench.Batch(step, batch, rng.Split("order"));
            return m.Forward(x).SoftmaxCrossEntropy(y).Mean();
        }, learner, e.Cancel);
        return bench.Score(x => run.Net.Forward(x)).Accuracy;
    })];

    // A stage for each convolution, normalisation and activation.
    private static string[] Stages(int depth)
    {
        string[] convolutions = ["First", .. Enumerable.Range(0, (depth - 2) / 2).SelectMany(b =>
            (string[])[$"Blocks.{b}.First", $"Blocks.{b}.Second"])];
        return [.. convolutions.SelectMany(c => (string[])[$"{c}.Conv", $"{c}.Group", $"{c} activation"]), "Head"];
    }

    /// <summary>The largest rate · curvature at which no root of (z - 1)(z - μ)z^(D+1) + s·(a·z + b·(z - μ))·((1 + T)z - T) lies outside the unit
    /// circle.</summary>
    private static double Limit(Method method, double momentum, int delay)
    {
        double a = method is Method.Compensated or Method.Both ? Math.Pow(momentum, delay) : 1, b = (1 - a) / (1 - momentum);
        double t = method is Method.Foreseen or Method.Both ? delay : 0, low = 0, high = 8;
        for (int i = 0; i < 40; i++)
        {
            double s = (low + high) / 2;
            var p = new double[delay + 4];                      // by power of z
            p[delay + 3] = 1;
            p[delay + 2] = -1 - momentum;
            p[delay + 1] = momentum;
            p[2] += s * (a + b) * (1 + t);
            p[1] -= s * (b * momentum * (1 + t) + (a + b) * t);
            p[0] += s * b * momentum * t;
            if (Roots(p).Max(z => z.Magnitude) <= 1 + 1e-7) low = s;
            else high = s;
        }
        return low;
    }

    // Durand and Kerner: all roots of a polynomial with leading coefficient 1 at once.
    private static Complex[] Roots(double[] p)
    {
        int n = p.Length - 1;
        var z = new Complex[n];
        for (int i = 0; i < n; i++) z[i] = Complex.Pow(new(0.4, 0.9), i);
        for (int pass = 0; pass < 500; pass++)
            for (int i = 0; i < n; i++)
            {
                Complex value = 0, apart = 1;
                for (int k = n; k >= 0; k--) value = value * z[i] + p[k];
                for (int j = 0; j < n; j++) if (j != i) apart *= z[i] - z[j];
                z[i] -= value / apart;
            }
        return z;
    }

    /// <summary>How far from 0 a walk on s·w²/2 from 1 ends, at rate 1, over its last tenth.</summary>
    private static double Walk(Method method, double momentum, int delay, double s, int steps)
    {
        var point = new Parabola(Tensor.From([1.0]));
        var learner = new Pipelined(_ => delay) { Predict = method is Method.Foreseen or Method.Both };
        Optimizer optimizer = method is Method.Compensated or Method.Both ? new SpikeCompensatedSgd(1, momentum, _ => delay) : new Sgd(1, momentum);
        double largest = 0;
        int step = 0;
        Trajectory.Follow(point, optimizer, steps, (m, _) => m.W.Square().Sum() * (s / 2), learner, default,
            (_, m, _) => { if (step++ >= steps * 9 / 10) largest = Math.Max(largest, Math.Abs(m.W.Item())); });
        return step < steps ? double.PositiveInfinity : largest;
    }

    /// <summary>A point of the line.</summary>
    [Model]
    internal sealed partial record Parabola(Tensor W);

    public override string Notes => "The pipeline is simulated exactly, update by update, on small residual networks with group normalisation "
        + "and the 8×8 digits; each convolution, "
        + "normalisation and activation is a stage. Accuracies are on training images held out. Batches of 32 where the paper has 128.";
}
