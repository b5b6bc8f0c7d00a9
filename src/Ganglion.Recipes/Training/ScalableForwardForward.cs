using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Scalable forward-forward: convolutional networks trained layer by layer, or block by block, on goodness by class.</summary>
[Recipe("scalable-forward-forward")]
public sealed partial class ScalableForwardForward : Study
{
    public override Paper Paper => new("Scalable Forward-Forward Algorithm", "Krutsylo", 2025, "arXiv:2501.03176", "P495");

    public override string Summary =>
        "The channels of a layer fall into a group a class; the mean square of a group is the class's goodness, and softmax cross-entropy of all goodness trains the "
        + "layer, or a block by backpropagation inside it, with no gradient between them.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("residual", "A small residual network trained layer by layer comes within a few points of backpropagation; block by block it is level or above.",
            e => Compare(e, separable: false)),
        new("separable", "The same for a network of depthwise and pointwise convolutions.", e => Compare(e, separable: true)),
        new("memory", "Less is kept for the backward pass than by backpropagation, least layer by layer.", e =>
        {
            var (bench, net) = (Open(e), Make(e, Open(e), false, e.Rng));
            var (images, labels) = bench.Batch(0, 50, e.Rng);
            double whole = Saved(() => Diff.Grad(net, n => Objective(n, images, labels, Cut.None, bench.Info.Classes.Count)));
            e.AtMost("bytes kept by the largest block over those of the whole", Most(Cut.Blocks) / whole, e.By(2, 0.6, 0.6));
            e.AtMost("bytes kept by the largest layer over those of the whole", Most(Cut.Layers) / whole, e.By(2, 0.4, 0.4));

            double Most(Cut cut)
            {
                double most = 0;
                Walk(net, images, cut, (piece, x) => most = Math.Max(most, Saved(() => Diff.Grad(net, n => Loss.CrossEntropy(Goodness(piece(n, x), bench.Info.Classes.Count), labels)))));
                return most;
            }
        }),
    ];

    private static double Saved<T>(Func<T> body) => Meter.Measure(() => Memory.Scope(() => { body(); return 0; }), savedBytes: true).Meter.SavedBytes;

    private enum Cut { None, Blocks, Layers }

    private static ImageBench Open(Experiment e) => ImageBench.Open(e, "fashion-mnist", 3000, 1500);

    private static void Compare(Experiment e, bool separable)
    {
        var bench = Open(e);
        int classes = bench.Info.Classes.Count, size = Math.Min(50, bench.Count), steps = e.By(2, 6, 30) * (bench.Count / size);
        var runs = Enumerable.Range(0, e.By(1, 2, 5)).Select(seed => Enum.GetValues<Cut>().Select(cut => Train(cut, e.Rng.Split(seed))).ToArray()).ToArray();
        e.AtLeast("accuracy layer by layer less that of backpropagation", [.. runs.Select(r => r[2].Accuracy - r[0].Accuracy)], e.By(-1, -0.04, -0.04));
        e.AtLeast("accuracy block by block less that of backpropagation", [.. runs.Select(r => r[1].Accuracy - r[0].Accuracy)], e.By(-1, -0.005, -0.005));
        e.AtMost("time of a pass layer by layer over backpropagation", [.. runs.Select(r => r[2].Seconds / r[0].Seconds)], e.By(100, 1.2, 1.2));
        e.Note(FormattableString.Invariant($"Backpropagation {runs.Average(r => r[0].Accuracy):P2}, blocks {runs.Average(r => r[1].Accuracy):P2}, layers {runs.Average(r => r[2].Accuracy):P2}."));

        (double Accuracy, double Seconds) Train(Cut cut, Rng rng)
        {
            var fit = Trajectory.Follow(Make(e, bench, separable, rng), new Adam(2e-3), steps, (n, step) =>
            {
                var (images, labels) = bench.Batch(step, size, rng.Split("order"));
                return Objective(n, images, labels, cut, classes);
            }, cancel: e.Cancel);
            return (bench.Score(x => Answers(fit.Net, x, cut, classes)).Accuracy, fit.Seconds);
        }
    }

    private static Net Make(Experiment e, ImageBench bench, bool separable, Rng rng)
    {
        int classes = bench.Info.Classes.Count;
        int[] widths = [e.By(1, 2, 4) * classes, e.By(1, 4, 8) * classes, e.By(1, 6, 16) * classes];
        var blocks = new List<Block>();
        int channels = bench.Info.Channels;
        for (int b = 0; b < widths.Length; channels = widths[b++])
            blocks.Add(new(Unit.Create(channels, widths[b], b == 0 ? 1 : 2, separable && b > 0, rng.Split(2 * b)), Unit.Create(widths[b], widths[b], 1, separable, rng.Split(2 * b + 1))));
        return new([.. blocks]);
    }

    // The loss of the last layer, or the sum of those of all pieces: inputs are constants, so a piece gets its own gradient alone.
    private static Tensor Objective(Net net, Tensor x, IntTensor labels, Cut cut, int classes)
    {
        var losses = new List<Tensor>();
        Walk(net, x, cut, (piece, input) => losses.Add(Loss.CrossEntropy(Goodness(piece(net, input), classes), labels)));
        return losses.Aggregate((a, b) => a + b);
    }

    // Goodness added over the pieces that learned to have some.
    private static Tensor Answers(Net net, Tensor x, Cut cut, int classes)
    {
        var all = new List<Tensor>();
        Walk(net, x, cut, (piece, input) => all.Add(Goodness(piece(net, input), classes).LogSoftmax()));
        return all.TakeLast(cut == Cut.Layers ? 3 : cut == Cut.Blocks ? 2 : 1).Aggregate((a, b) => a + b);
    }

    // Goes through the pieces; each is handed the constant that the ones before made of x.
    private static void Walk(Net net, Tensor x, Cut cut, Action<Func<Net, Tensor, Tensor>, Tensor> visit)
    {
        if (cut == Cut.None) { visit((n, t) => n.Blocks.Aggregate(t, (v, b) => b.Forward(v)), x); return; }
        for (int i = 0; i < net.Blocks.Length; i++)
        {
            int at = i;
            Func<Net, Tensor, Tensor>[] pieces = cut == Cut.Blocks ? [(n, t) => n.Blocks[at].Forward(t)]
                : [(n, t) => n.Blocks[at].First.Forward(t), (n, t) => t + n.Blocks[at].Second.Forward(t)];
            foreach (var piece in pieces)
            {
                visit(piece, x);
                x = Diff.Constant(() => piece(net, x)).Detach();
            }
        }
    }

    // The mean square of each class's channels, [batch, classes].
    private static Tensor Goodness(Tensor x, int classes) => x.Square().Reshape(x.Size(0), classes, -1).Mean(2) * 4;

    /// <summary>A convolution (or a depthwise and a pointwise one), normalisation without running moments, a ReLU.</summary>
    [Model]
    internal sealed partial record Unit(Conv2d? Depthwise, Conv2d Conv, GroupNorm Norm)
    {
        public static Unit Create(int inputs, int outputs, int stride, bool separable, Rng rng) => new(
            separable ? Conv2d.Create(inputs, inputs, 3, rng.Split(0), stride, 1, groups: inputs, bias: false) : null,
            separable ? Conv2d.Create(inputs, outputs, 1, rng.Split(1), bias: false) : Conv2d.Create(inputs, outputs, 3, rng.Split(1), stride, 1, bias: false),
            GroupNorm.Create(1, outputs));

        public Tensor Forward(Tensor x) => Norm.Forward(Conv.Forward(Depthwise is { } d ? d.Forward(x) : x)).Relu();
    }

    /// <summary>Two units, the second around a short cut.</summary>
    [Model]
    internal sealed partial record Block(Unit First, Unit Second)
    {
        public Tensor Forward(Tensor x) => Around(First.Forward(x));

        private Tensor Around(Tensor h) => h + Second.Forward(h);
    }

    /// <summary>Blocks.</summary>
    [Model]
    internal sealed partial record Net(Block[] Blocks);

    public override string Notes => "Six layers in three blocks of 20, 40 and 60 channels on 3,000 images of Fashion-MNIST, six passes, in place of ResNet-18 and MobileNetV3. Classes have channels of "
        + "their own in place of labels in the input; normalisation is over a sample. The goodness is scaled by 4 and the rate 0.002, the best of 4, 16, 50 and of 0.002, 0.005, 0.01 on the held-out images; backpropagation minimises the same loss at the last layer. Memory is that of one piece's step by itself; the accuracies are of steps over the sum of losses.";
}
