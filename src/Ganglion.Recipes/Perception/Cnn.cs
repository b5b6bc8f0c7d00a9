using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A plain convolutional network with a dense head: the yardstick of image classification.</summary>
[Recipe("cnn")]
public sealed partial class Cnn : ImageClassifier<Stateful<Cnn.Net, Cnn.Moments>, Cnn.Options>
{
    public override Paper Paper =>
        new("Gradient-based learning applied to document recognition", "LeCun, Bottou, Bengio, Haffner", 1998, "doi:10.1109/5.726791");

    public override string Summary => "Blocks of 3×3 convolution, 2×2 maximum, normalisation and ReLU, then two dense layers.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("mnist-accuracy", "About 99 % of MNIST's test images are classified right (LeNet-5: 99.05 %), far more than by a linear classifier.", e =>
        {
            var cnn = e.Fit(Id, "mnist", seeds: 1);
            e.AtLeast("test accuracy", cnn.Test, 0.985, paper: 0.9905);
            e.Better("above softmax regression", cnn, e.Fit("softmax-image", "mnist", seeds: 1), margin: 0.03);
        }),
    ];

    public sealed record Options
    {
        /// <summary>Filters of the first block; each further block has twice as many.</summary>
        [Search(8, 128, Log = true)] public int Width { get; init; } = 32;

        /// <summary>Blocks, each of which halves the image; fewer where the image is too small for them.</summary>
        [Search(1, 4)] public int Blocks { get; init; } = 2;

        /// <summary>Units of the dense layer.</summary>
        [Search(32, 512, Log = true)] public int Hidden { get; init; } = 128;

        /// <summary>Whether each block is normalised over the batch.</summary>
        public bool BatchNorm { get; init; } = true;

        /// <summary>Share of the dense layer's inputs and units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.3;

        /// <summary>Pixels by which training images are shifted at most, each way.</summary>
        [Search(0, 4)] public int Shift { get; init; }

        /// <summary>Whether half of the training images are mirrored.</summary>
        public bool Flip { get; init; }

        /// <summary>The peak of the learning rate, which rises and falls once.</summary>
        [Search(3e-4, 2e-2, Log = true)] public double LearningRate { get; init; } = 4e-3;

        /// <summary>Decoupled weight decay.</summary>
        [Search(1e-4, 0.3, Log = true)] public double WeightDecay { get; init; } = 0.02;

        /// <summary>Passes over the training images.</summary>
        public int Epochs { get; init; } = 6;

        /// <summary>Images a step.</summary>
        public int BatchSize { get; init; } = 128;
    }

    public override Options Smoke => new() { Width = 4, Hidden = 16, Epochs = 3, BatchSize = 32 };

    public override Options Suit(ImageClassification task)
    {
        var o = new Options { Flip = task.Info.Channels == 3, Shift = task.Info.Channels == 3 ? 2 : 0, Blocks = task.Info.Height >= 32 ? 3 : 2 };
        return task.TrainCount switch
        {
            <= 5_000 => o with { Epochs = 30, BatchSize = 32, Width = task.Info.Height <= 16 ? 16 : 24 },
            <= 20_000 => o with { Epochs = 12, BatchSize = 64 },
            _ => o,
        };
    }

    public override Stateful<Net, Moments> Create(ImageInfo info, Options o, Rng rng)
    {
        int blocks = Math.Min(o.Blocks, int.Log2(Math.Min(info.Height, info.Width))), channels = o.Width << (blocks - 1);
        var net = new Net(
            [.. Enumerable.Range(0, blocks).Select(Convolution)],
            o.BatchNorm ? [.. Enumerable.Range(0, blocks).Select(b => Nets.BatchNorm.Create(o.Width << b))] : [],
            Linear.Create(channels * (info.Height >> blocks) * (info.Width >> blocks), o.Hidden, rng.Split("hidden")),
            Linear.Create(o.Hidden, info.Classes.Count, rng.Split("output")));
        return new(net, new([.. net.Norms.Select(n => n.InitialState())]));

        Conv2d Convolution(int b) =>
            Conv2d.Create(b == 0 ? info.Channels : o.Width << (b - 1), o.Width << b, 3, rng.Split("conv").Split(b), padding: 1, bias: !o.BatchNorm);
    }

    public override Stateful<Net, Moments> Fit(ImageClassification task, Options o, Run run)
    {
        var fitted = run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new AdamW(o.LearningRate, o.WeightDecay)
                {
                    Schedule = Schedule.OneCycle(run.Steps(o.Epochs, task.TrainCount, o.BatchSize)),
                },
                Epochs = o.Epochs,
                Items = task.TrainCount,
                BatchSize = o.BatchSize,
            },
            loss: (net, moments, step) =>
            {
                var (images, labels) = task.Batch(step.Items, o.Shift > 0 || o.Flip ? step.Rng.Split("augment") : null, o.Shift, o.Flip);
                var (logits, next) = net.Forward(images, moments, o.Dropout, step.Rng);
                return (logits.SoftmaxCrossEntropy(labels).Mean(), next);
            },
            validate: m => task.Validate(images => Predict(m, images, o)));
        TrainAccuracy.Log(run, task, o.Epochs, images => Predict(fitted, images, o));
        return fitted;
    }

    public override Tensor Predict(Stateful<Net, Moments> model, Tensor images, Options o) => model.Net.Forward(images, model.State).Logits;

    [Model]
    public sealed partial record Net(Conv2d[] Convolutions, BatchNorm[] Norms, Linear Hidden, Linear Output)
    {
        /// <summary>Logits <c>[images, classes]</c> and the next running moments; with a key, as in training.</summary>
        public (Tensor Logits, Moments Next) Forward(Tensor x, Moments moments, double dropout = 0, Rng? rng = null)
        {
            var next = new BatchNormState[Norms.Length];
            for (int b = 0; b < Convolutions.Length; b++)
            {
                // The maximum first: what follows then has a quarter of the numbers to go over.
                x = Convolutions[b].Forward(x).MaxPool2d(2);
                if (Norms.Length > 0) (x, next[b]) = Norms[b].Forward(x, moments.Norms[b], train: rng is not null);
                x = x.Relu();
            }
            x = x.Flatten(1);
            if (rng is { } key) x = x.Dropout(dropout, key.Split("flat"));
            x = Hidden.Forward(x).Relu();
            if (rng is { } other) x = x.Dropout(dropout, other.Split("hidden"));
            return (Output.Forward(x), new(next));
        }
    }

    /// <summary>The running moments of the blocks' normalisations; none without them.</summary>
    [Model]
    public sealed partial record Moments(BatchNormState[] Norms);

    public override string Notes =>
        "LeNet-5 with what became usual since: 3×3 filters, maxima, ReLU, batch normalisation, dropout, one rise and fall of AdamW's learning rate.";
}
