using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Direct feedback alignment by rule: when its directions align with the gradient, and what keeps them from it.</summary>
[Recipe("principled-dfa")]
public sealed partial class PrincipledDfa : Study
{
    public override Paper Paper => new("Principled Training of Neural Networks with Direct Feedback Alignment", "Launay, Poli, Krzakala", 2019,
        "arXiv:1906.04554", "P469");

    public override string Summary =>
        "Every hidden layer is fed the output error through a fixed random matrix, δₗ = e·Bₗ; it learns where δₗ comes within 90° of the gradient.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("wide-networks-align", "In a wide network every hidden layer's direction comes well within 90° of the gradient, and accuracy near "
            + "that of "
            + "backpropagation.", e =>
        {
            var bench = Digits(e);
            var wide = new Settings { Units = e.By<int[]>([12, 12], [256, 256, 256], [800, 800, 800]) };
            var (bp, dfa) = (Runs(e, bench, wide, direct: false), Runs(e, bench, wide));
            for (int l = 0; l < wide.Units.Length; l++)
                e.AtMost($"angle of hidden layer {l + 1}, degrees", [.. dfa.Select(r => r.Angles[l])], 80);
            e.AtLeast("held-out accuracy less backpropagation's", [.. dfa.Zip(bp, (a, b) => a.Accuracy - b.Accuracy)], -0.02);
        }),
        new("bottleneck", "A narrow layer in the middle keeps what lies below it from aligning, and costs accuracy that it does not cost "
            + "backpropagation.", e =>
        {
            var bench = Digits(e);
            int[] widths = e.By<int[]>([12, 2], [256, 64, 16, 4], [256, 64, 16, 8, 4]);
            int side = e.By(12, 256, 256);
            Outcome[][] dfa = [.. widths.Select(w => Runs(e, bench, new() { Units = [side, w, side] }))];
            Outcome[][] bp = [.. widths.Select(w => Runs(e, bench, new() { Units = [side, w, side] }, direct: false))];
            for (int i = 0; i < widths.Length; i++)
                e.Note(FormattableString.Invariant($"Middle width {widths[i]}: layer below at {dfa[i].Average(r => r.Angles[0]):0}°, ")
                    + FormattableString.Invariant($"accuracy {dfa[i].Average(r => r.Accuracy):0.000}, ")
                    + FormattableString.Invariant($"backpropagation {bp[i].Average(r => r.Accuracy):0.000}."));
            e.AtLeast($"angle below a layer of {widths[^1]} units less that below {widths[0]}, degrees",
                [.. dfa[^1].Zip(dfa[0], (n, w) => n.Angles[0] - w.Angles[0])], 10);
            e.AtLeast("accuracy lost to the bottleneck", [.. dfa[^1].Zip(dfa[0], (n, w) => w.Accuracy - n.Accuracy)], 0.03);
            e.AtLeast("of which more than backpropagation loses", dfa[0].Average(r => r.Accuracy) - dfa[^1].Average(r => r.Accuracy)
                - (bp[0].Average(r => r.Accuracy) - bp[^1].Average(r => r.Accuracy)), 0.03);
        }),
        new("convolutions-align-worse", "In a small convolutional network the convolutions' directions lie further from the gradient than the "
            + "dense layer's.", e =>
        {
            var bench = ImageBench.Open(e, "cifar10-jpeg-subset", e.By(32, 1_200, 1_500), e.By(16, 400, 500));
            var s = new Settings { Convolutions = [(16, 2), (32, 2), (32, 2)], Units = [e.By(16, 128, 256)], Steps = 500 };
            var (bp, dfa) = (Runs(e, bench, s, direct: false), Runs(e, bench, s));
            double[] dense = [.. dfa.Select(r => r.Angles[^1])];
            for (int c = 0; c < 3; c++) e.AtLeast($"angle of convolution {c + 1} less the dense layer's, degrees",
                [.. dfa.Select((r, i) => r.Angles[c] - dense[i])], 5);
            e.Note(FormattableString.Invariant($"The dense layer is at {dense.Average():0}°; accuracy {dfa.Average(r => r.Accuracy):0.000}, ")
                + FormattableString.Invariant($"backpropagation {bp.Average(r => r.Accuracy):0.000}."));
        }),
        new("recommended-settings", "Normalised feedback, a saturating activation and no dropout beat the habits of backpropagation by several "
            + "points.", e =>
        {
            var bench = Digits(e);
            var good = new Settings { Units = e.By<int[]>([12, 12], [256, 256, 256], [800, 800, 800]) };
            double recommended = Accuracy("recommended", good);
            double naive = Accuracy("habits: ReLU, feedback N(0, 1), dropout 0.5",
                good with { Activation = Activation.Relu, Scale = 16, Dropout = 0.5 });
            e.AtLeast("accuracy of the recommended settings less the habits'", recommended - naive, 0.03);
            foreach (var (name, s) in ((string, Settings)[])[("ReLU", good with { Activation = Activation.Relu }),
                ("leaky ReLU", good with { Activation = Activation.LeakyRelu(0.1) }), ("batch normalisation", good with { Normalized = true }),
                ("dropout 0.1", good with { Dropout = 0.1 }), ("dropout 0.5", good with { Dropout = 0.5 }),
                    ("feedback N(0, 1)", good with { Scale = 16 }),
                ("feedback a quarter", good with { Scale = 0.25 })])
                Accuracy(name + " instead", s);
            e.AtLeast("accuracy with slices of one shared matrix less with one each",
                Accuracy("one shared matrix", good with { Shared = true }) - recommended, -0.01);

            double Accuracy(string name, Settings s)
            {
                var runs = Runs(e, bench, s, seeds: e.By(1, 2, 3));
                double mean = runs.Average(r => r.Accuracy);
                e.Note(FormattableString.Invariant($"{name}: accuracy {mean:0.000}, angles ")
                    + string.Join(" ", runs[0].Angles.Select(a => FormattableString.Invariant($"{a:0}°"))) + ".");
                return mean;
            }
        }),
    ];

    /// <summary>A network and how it is fed.</summary>
    private sealed record Settings
    {
        public (int, int)[] Convolutions { get; init; } = [];
        public int[] Units { get; init; } = [];
        public Activation Activation { get; init; } = Activation.Tanh;
        public bool Normalized { get; init; }
        public double Dropout { get; init; }
        public double Scale { get; init; } = 1;
        public bool Shared { get; init; }
        public int Steps { get; init; } = 600;
    }

    private readonly record struct Outcome(double Accuracy, double[] Angles);

    private static ImageBench Digits(Experiment e) => ImageBench.Open(e, "mnist", e.By(64, 4_000, 20_000), e.By(32, 4_000, 10_000));

    private static Outcome[] Runs(Experiment e, ImageBench bench, Settings s, bool direct = true, int? seeds = null) =>
        [.. Enumerable.Range(e.Seed, seeds ?? e.By(1, 3, 5)).Select(seed =>
        {
            var rng = new Rng((ulong)seed).Split("principled-dfa");
            var net = FeedbackNet.Create(bench.Info, s.Convolutions, s.Units, rng.Split("net")) with
            {
                Activation = s.Activation,
                Normalized = s.Normalized,
                Dropout = s.Dropout,
            };
            Learner learner = direct ? new DirectFeedback(rng.Split("feedback")) { Scale = s.Scale, Shared = s.Shared } : new Backprop();
            var (score, angles, _) = net.Fit(bench, learner, new Sgd(0.02, 0.9), e.By(6, s.Steps, 4 * s.Steps), rng.Split("train"), e.Cancel);
            return new Outcome(score.Accuracy, angles);
        })];

    public override string Notes => "Small samples of MNIST and CIFAR-10; accuracies are on training images held out, angles on 256 of these after "
        + "training. Batch normalisation uses the moments of the images at hand. Momentum 0.9 at one rate for all, not tuned for each.";
}
