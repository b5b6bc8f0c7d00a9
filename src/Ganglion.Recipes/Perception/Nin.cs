using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>
/// Network in Network: a small perceptron slides over the image in place of a linear filter, and one map a class replaces the dense head.
/// </summary>
[Recipe("nin")]
public sealed partial class Nin : ImageClassifier<Nin.Net, Nin.Options>
{
    public override Paper Paper => new("Network In Network", "Lin, Chen, Yan", 2014, "arXiv:1312.4400", "P073");

    public override string Summary =>
        "Each convolution is followed by two 1×1 convolutions (a perceptron on every patch); the last gives a map a class, whose mean is the logit.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("below-a-dense-head",
            "On CIFAR-10 the error is below that of convolutional networks with a dense head (10.4 % against 11.7 % for maxout, table 1), and "
                + "the network overfits less; here against one of as many parameters, neither with batch normalisation.", e =>
        {
            var nin = e.Fit(Id, "cifar10-jpeg-subset", seeds: 3, Small);
            var cnn = e.Fit("cnn", "cifar10-jpeg-subset", seeds: 3, "width=8 blocks=3 hidden=16 batch-norm=false");
            e.Better("above a plain network with a dense head", nin, cnn);
            e.AtMost("parameters, relative to the plain network's", nin.Results[0].Parameters / (double)cnn.Results[0].Parameters, 1.25);
            e.AtMost("gap from training to test accuracy, less the plain network's",
                TrainAccuracy.Gaps(nin).Average() - TrainAccuracy.Gaps(cnn).Average(), 0);
        }),
        new("global-average-head",
            "Global averages regularise: 89.6 % on CIFAR-10, against 88.4 % with a dense layer on the last maps and 89.1 % with dropout too (table 5).",
            e =>
        {
            var average = e.Fit(Id, "cifar10-jpeg-subset", seeds: 3, Small);
            e.Better("above a dense head", average, e.Fit(Id, "cifar10-jpeg-subset", seeds: 3, $"{Small} head=dense"));
            e.Better("above a dense head with dropout", average, e.Fit(Id, "cifar10-jpeg-subset", seeds: 3, $"{Small} head=dropped"));
        }),
        new("maps-find-the-object",
            "The map of an image's class is strongest where the object is (figure 4), though only classes were taught.", MapsFindTheObject),
    ];

    private const string Small = "width=24 epochs=20";          // minutes, not hours, on two cores

    /// <summary>What turns the last maps into logits.</summary>
    public enum HeadKind
    {
        /// <summary>The mean of each map.</summary>
        Average,

        /// <summary>A dense layer on all maps.</summary>
        Dense,

        /// <summary>A dense layer on all maps, half of whose inputs are dropped while training.</summary>
        Dropped,
    }

    public sealed record Options
    {
        /// <summary>Maps of every layer but the last.</summary>
        [Search(16, 192, Log = true)] public int Width { get; init; } = 32;

        /// <summary>Blocks of a convolution and two 1×1 convolutions; the image is halved between them.</summary>
        [Search(2, 4)] public int Blocks { get; init; } = 3;

        /// <summary>Pixels of a filter's side, odd; the paper has 5, and 3 in the last block as here.</summary>
        public int Kernel { get; init; } = 3;

        /// <summary>What turns the last maps into logits.</summary>
        public HeadKind Head { get; init; } = HeadKind.Average;

        /// <summary>Share of the maps' numbers dropped between blocks while training.</summary>
        [Search(0, 0.7)] public double Dropout { get; init; } = 0.3;

        /// <summary>Pixels by which training images are shifted at most, each way.</summary>
        [Search(0, 4)] public int Shift { get; init; }

        /// <summary>Whether half of the training images are mirrored.</summary>
        public bool Flip { get; init; }

        /// <summary>The peak of Adam's learning rate, which rises and falls once.</summary>
        [Search(3e-4, 1e-2, Log = true)] public double LearningRate { get; init; } = 2e-3;

        /// <summary>L2 penalty on the weights.</summary>
        [Search(1e-6, 1e-2, Log = true)] public double WeightDecay { get; init; } = 1e-4;

        /// <summary>Passes over the training images.</summary>
        public int Epochs { get; init; } = 6;

        /// <summary>Images a step.</summary>
        public int BatchSize { get; init; } = 64;
    }

    public override Options Smoke => new() { Width = 8, Kernel = 3, Epochs = 4, BatchSize = 16, Dropout = 0 };

    public override Options Suit(ImageClassification task) => new()
    {
        Flip = task.Info.Channels == 3,
        Shift = task.Info.Channels == 3 ? 2 : 0,
        Epochs = task.TrainCount switch { <= 5_000 => 30, <= 20_000 => 12, _ => 6 },
        BatchSize = task.TrainCount <= 5_000 ? 32 : 64,
    };

    public override Net Create(ImageInfo info, Options o, Rng rng)
    {
        int blocks = Math.Min(o.Blocks, int.Log2(Math.Min(info.Height, info.Width))), classes = info.Classes.Count;
        var head = o.Head == HeadKind.Average ? null
            : Linear.Create(classes * (info.Height >> (blocks - 1)) * (info.Width >> (blocks - 1)), classes, rng.Split("head"));
        return new([.. Enumerable.Range(0, blocks).Select(Block)], head);

        MlpConv Block(int b) => b < blocks - 1 ? MlpConv.Create(b == 0 ? info.Channels : o.Width, o.Width, o.Width, o.Kernel, rng.Split(b))
            : MlpConv.Create(b == 0 ? info.Channels : o.Width, o.Width, classes, 3, rng.Split(b));
    }

    public override Net Fit(ImageClassification task, Options o, Run run)
    {
        var fitted = run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate)
                {
                    WeightDecay = o.WeightDecay,
                    Schedule = Schedule.OneCycle(run.Steps(o.Epochs, task.TrainCount, o.BatchSize)),
                },
                Epochs = o.Epochs,
                Items = task.TrainCount,
                BatchSize = o.BatchSize,
            },
            loss: (net, step) =>
            {
                var (images, labels) = task.Batch(step.Items, o.Shift > 0 || o.Flip ? step.Rng.Split("augment") : null, o.Shift, o.Flip);
                return net.Forward(images, o.Dropout, o.Head == HeadKind.Dropped ? 0.5 : 0, step.Rng).SoftmaxCrossEntropy(labels).Mean();
            },
            validate: net => task.Validate(images => net.Forward(images)));
        TrainAccuracy.Log(run, task, o.Epochs, images => fitted.Forward(images));
        return fitted;
    }

    public override Tensor Predict(Net net, Tensor images, Options o) => net.Forward(images);

    [Model]
    public sealed partial record Net(MlpConv[] Blocks, Linear? Head)
    {
        /// <summary>Logits <c>[images, classes]</c>; with a key, numbers are dropped between blocks and before a dense head.</summary>
        public Tensor Forward(Tensor x, double dropout = 0, double headDropout = 0, Rng? rng = null)
        {
            var maps = Maps(x, dropout, rng);
            if (Head is null) return maps.Mean([2, 3]);
            var flat = maps.Flatten(1);
            return Head.Forward(rng is { } key ? flat.Dropout(headDropout, key.Split("head")) : flat);
        }

        /// <summary>One map a class, <c>[images, classes, height, width]</c>.</summary>
        public Tensor Maps(Tensor x, double dropout = 0, Rng? rng = null)
        {
            for (int b = 0; b < Blocks.Length; b++)
            {
                x = Blocks[b].Forward(x);
                if (b == Blocks.Length - 1) return x;
                x = x.Relu().MaxPool2d(2);
                if (rng is { } key) x = x.Dropout(dropout, key.Split(b));
            }
            return x;
        }
    }

    public override string Notes =>
        "Narrower than the paper's 192 maps, 2×2 maxima without overlap, no ReLU after the last layer, Adam with one rise and fall of the "
            + "learning rate "
        + "in place of SGD with hand-made steps, half-size dropout; on the subset of CIFAR-10 that is at hand figures are not the paper's.";
}
