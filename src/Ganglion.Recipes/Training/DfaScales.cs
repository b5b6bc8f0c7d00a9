using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Direct feedback alignment beyond classifiers of images: a neural field, a click model, a graph network and a transformer.</summary>
[Recipe("dfa-scales")]
public sealed partial class DfaScales : Study
{
    public override Paper Paper => new("Direct Feedback Alignment Scales to Modern Deep Learning Tasks and Architectures",
        "Launay, Poli, Boniface, Krzakala", 2020, "arXiv:2006.12878", "P155");

    public override string Summary => "Each block is fed the output error through a fixed random matrix, δ = e·B; derivatives are exact within a "
        + "block only.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("neural-field", "A field that maps coordinates to colours learns under direct feedback, above one whose hidden layers stay random.", e =>
        {
            var picture = new Picture(e);
            Judge(e, picture.Switch, "PSNR in dB", worst: null, above: 1);
        }),
        new("click-model", "A DeepFM's area under the curve comes within two points of backpropagation's and above the random one's.", e =>
        {
            var clicks = new Clicks(e);
            Judge(e, clicks.Switch, "area under the curve", worst: 0.02, above: 0.01);
        }),
        new("graph-network", "On Cora a graph convolutional network's accuracy comes within two points of backpropagation's and above the random "
            + "one's.", e =>
        {
            var cora = new Papers(e);
            Judge(e, cora.Switch, "validation accuracy", worst: 0.02, above: 0.02);
        }),
        new("transformer", "A character transformer learns under direct feedback, better than with random blocks, but a visible gap to "
            + "backpropagation stays.", e =>
        {
            var bench = CharBench.Open(e, e.By(8, 32, 64));
            var runs = Judge(e, Switch, "nats a character, negative", worst: null, above: 0.02);
            e.AtLeast("gap to backpropagation, nats a character", [.. runs[0].Zip(runs[1], (bp, dfa) => bp.Score - dfa.Score)], 0.05);

            Outcome Switch(Learner learner, int seed) => Run(e, learner, seed, r =>
                Gpt.Create(bench.Vocabulary, bench.Context, 32, 4, 2, r, tied: false),
                (net, step, r) =>
                {
                    var (ids, next) = bench.Batch(step, 16, r);
                    return net.Loss(ids, next);
                }, net => -bench.HeldLoss((ids, next) => net.Loss(ids, next)), new Adam(3e-3), e.By(4, 400, 4_000), p =>
                    p.StartsWith("Blocks.Layers", StringComparison.Ordinal));
        }),
    ];

    /// <summary>What became of a run: the score, more is better, and the mean angle of the hidden weights early and late.</summary>
    internal readonly record struct Outcome(double Score, double Early, double Late);

    // Backpropagation, direct feedback and frozen features, some seeds each; the findings that all domains share.
    private static Outcome[][] Judge(Experiment e, Func<Learner, int, Outcome> run, string score, double? worst, double above)
    {
        Outcome[] Runs(Func<Rng, Learner> learner) =>
            [.. Enumerable.Range(e.Seed, e.By(1, 3, 5)).Select(seed => run(learner(new Rng((ulong)seed).Split("feedback")), seed))];
        Outcome[] bp = Runs(_ => new Backprop()), dfa = Runs(r => new DirectFeedback(r)), frozen = Runs(_ => new FrozenFeatures());
        e.Note(FormattableString.Invariant($"{score}: backpropagation {bp.Average(r => r.Score):0.0000}, ")
            + FormattableString.Invariant($"direct feedback {dfa.Average(r => r.Score):0.0000}, frozen {frozen.Average(r => r.Score):0.0000}; ")
            + FormattableString.Invariant($"angle {dfa.Average(r => r.Early):0}° early, {dfa.Average(r => r.Late):0}° late."));
        e.AtLeast($"{score}, above hidden layers that stay random", [.. dfa.Zip(frozen, (a, b) => a.Score - b.Score)], above);
        if (worst is { } w) e.AtLeast($"{score}, less backpropagation's", [.. dfa.Zip(bp, (a, b) => a.Score - b.Score)], -w);
        e.AtMost("angle to the gradient at the end, degrees", [.. dfa.Select(r => r.Late)], 89);
        e.AtMost("angle at the end less that at the start, degrees", [.. dfa.Select(r => r.Late - r.Early)], 0);
        return [bp, dfa, frozen];
    }

    /// <summary>One run; angles of the leaves of two axes that <paramref name="hidden"/> names, on the first batch, at the start and averaged over
    /// the last tenth.</summary>
    internal static Outcome Run<T>(Experiment e, Learner learner, int seed, Func<Rng, T> create, Func<T, int, Rng, Tensor> loss,
        Func<T, double> score, Optimizer optimizer, int steps, Func<string, bool> hidden) where T : IModel<T>
    {
        var rng = new Rng((ulong)seed).Split("dfa-scales");
        var late = new List<double>();
        double early = double.NaN;
        var run = Trajectory.Follow(create(rng.Split("net")), optimizer, steps, (net, step) => loss(net, step, rng.Split("order")), learner, e.Cancel,
            (step, net, state) =>
            {
                if (learner is not DirectFeedback) return;
                if (step == 0) early = Angle(net, state);
                if (step >= steps * 9 / 10 && step % Math.Max(1, steps / 50) == 0 || step == steps - 1) late.Add(Angle(net, state));
            });
        return new(Memory.Scope(() => score(run.Net)), early, late.DefaultIfEmpty(double.NaN).Average());

        double Angle(T net, LearnerState state) => Memory.Scope(() => GradientAngles.Of(learner, net, m => loss(m, 0, rng.Split("order")), state)
            .Where((a, i) => hidden(a.Path) && net.Leaves()[i].Tensor.Rank >= 2).Average(a => a.Degrees));
    }

    public override string Notes => "Miniatures: a picture of 48×48 points in place of scenes, clicks that a teacher made up in place of Criteo's, "
        + "two transformer blocks of width 32. Scores are on data held out from training; on Cora on the validation part. Convolutional networks, "
        + "where the paper leaves the method failing, are in principled-dfa. Where there is weight decay, the frozen control has none: it would "
        + "move what is to stay. With clicks that categories by themselves decide half of, all three learners come out alike.";
}
