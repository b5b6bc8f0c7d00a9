using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Errors through a product of two matrices: near backpropagation without a backward path that mirrors a forward one.</summary>
[Recipe("product-feedback-alignment")]
public sealed partial class ProductFeedbackAlignment : Study
{
    public override Paper Paper => new("Deep Learning without Weight Symmetry", "Li, Benna", 2024, "arXiv:2405.20594", "P420");

    public override string Summary => "Errors go back through B·R, R fixed and ΔB = ΔW·Rᵀ; with decay B·R comes to point as W does, and neither "
        + "B nor R does.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("perceptron", "In a perceptron the product's accuracy is within a point of backpropagation's and its directions within 30° in most "
            + "layers.", e =>
            Compare(e, [], e.By<int[]>([12, 12], [256, 256, 256], [512, 512, 512]), steps: 600, expansion: 4, fallsBehind: false)),
        new("deep-convolutions", "In a deep convolutional network the same holds, while fixed random feedback falls clearly behind and stays "
            + "near 90° in the first "
            + "convolutions.", e =>
            Compare(e, e.By<(int, int)[]>([(4, 2), (4, 2)], [(8, 2), (16, 1), (16, 2), (32, 1), (32, 1)],
                [(32, 1), (64, 2), (64, 1), (128, 2), (128, 1)]), [], steps: 350, expansion: 8, fallsBehind: true)),
    ];

    private static void Compare(Experiment e, (int, int)[] convolutions, int[] units, int steps, double expansion, bool fallsBehind)
    {
        var bench = ImageBench.Open(e, "mnist", e.By(64, 3_000, 20_000), e.By(32, 3_000, 10_000));
        var optimizer = new Sgd(0.03, 0.9) { WeightDecay = 1e-2, Schedule = Schedule.Cosine(e.By(6, steps, 4 * steps)) };
        var results = new Dictionary<string, (double Accuracy, double[] Angles, Trajectory<FeedbackNet, Nothing> Run)[]>();
        string first = convolutions.Length > 0 ? "Convolutions.0.Weight" : "Layers.0.Weight";
        bool Below(string path) => path != first;               // nothing lies below the first layer
        foreach (var (name, learner) in ((string, Func<Rng, Learner>)[])
        [
            ("backpropagation", _ => new Backprop()),
            ("feedback alignment", r => new FeedbackAlignment(r)),
            ("direct feedback", r => new DirectFeedback(r)),
            ("Kolen-Pollack", r => new KolenPollack(r, optimizer) { Where = Below }),
            ("product feedback", r => new ProductFeedback(r, optimizer) { Where = Below, Expansion = expansion }),
        ])
        {
            results[name] = [.. Enumerable.Range(e.Seed, e.By(1, 3, 3)).Select(seed =>
            {
                var rng = new Rng((ulong)seed).Split("product-feedback");
                var net = FeedbackNet.Create(bench.Info, convolutions, units, rng.Split("net")) with
                {
                    Activation = Activation.Relu,
                    Normalized = convolutions.Length > 0,
                };
                var (score, angles, run) = net.Fit(bench, learner(rng.Split("feedback")), optimizer, e.By(6, steps, 4 * steps),
                    rng.Split("train"), e.Cancel);
                return (score.Accuracy, angles, run);
            })];
            double[] mean = [.. Enumerable.Range(0, results[name][0].Angles.Length).Select(l => results[name].Average(r => r.Angles[l]))];
            e.Note(FormattableString.Invariant($"{name}: accuracy {results[name].Average(r => r.Accuracy):0.0000}, angles ")
                + string.Join(" ", mean.Select(a => FormattableString.Invariant($"{a:0}°"))) + ".");
        }
        var (bp, fa, product) = (results["backpropagation"], results["feedback alignment"], results["product feedback"]);
        e.AtLeast("accuracy less backpropagation's", [.. product.Zip(bp, (a, b) => a.Accuracy - b.Accuracy)], -0.01);
        e.AtLeast("share of layers within 30° of the gradient", [.. product.Select(r => r.Angles.Count(a => a < 30) / (double)r.Angles.Length)],
            0.51);
        if (fallsBehind)
        {
            e.AtLeast("accuracy less that of fixed random feedback", [.. product.Zip(fa, (a, b) => a.Accuracy - b.Accuracy)], 0.02);
            e.AtLeast("angle of fixed random feedback in the first two convolutions, degrees", [.. fa.Select(r => r.Angles[..2].Average())], 75);
        }
        e.AtMost("largest cosine of a row of the fixed matrix with one of the weights, on average over neurons",
            [.. product.Select(r => Likeness(r.Run))], 0.9);
        e.Note(FormattableString.Invariant($"Cosine of the whole product with the weights: {product.Average(r => Together(r.Run)):0.00}."));
    }

    // For each neuron between: how near the best of the weights' rows comes to its own, over the layers above the first.
    private static double Likeness(Trajectory<FeedbackNet, Nothing> run) => Weights(run).Average(w =>
    {
        var r = run.Learnt["fixed." + w.Path]!;
        var rows = w.Tensor.Rank == 4 ? w.Tensor.Permute(0, 2, 3, 1).Reshape(-1, w.Tensor.Size(1)) : w.Tensor;
        var cosines = Unit(r).MatMul(Unit(rows), transposeB: true).Abs();
        return cosines.Max(1).Mean().Item();
    });

    private static double Together(Trajectory<FeedbackNet, Nothing> run) => Weights(run).Average(w =>
        Unit(ProductFeedback.Product(run.Learnt, w.Path).Reshape(1, -1)).MatMul(Unit(w.Tensor.Reshape(1, -1)), transposeB: true).Item());

    private static IEnumerable<(string Path, Tensor Tensor)> Weights(Trajectory<FeedbackNet, Nothing> run) =>
        run.Net.Leaves().Where(l => l.Tensor.Rank > 1).Skip(1);

    private static Tensor Unit(Tensor rows) => rows / (rows.Norm(1, keepDims: true) + 1e-12);

    public override string Notes => "Small samples of MNIST; accuracies are on training images held out, angles on 256 of these after training. "
        + "The matrices between have four neurons for each that errors go to, eight for convolutions. One rate and decay for all learners. "
        + "Convolutions are followed by batch normalisation with the moments of the images at hand. B has "
        + "another shape than W, so what is compared with W is R, row by row.";
}
