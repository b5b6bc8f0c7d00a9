using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>
/// The network on which studies compare learners: 3×3 convolutions, dense layers, a mark after each, so that it runs under backpropagation and
/// under every rule in its place.
/// </summary>
[Model]
internal sealed partial record FeedbackNet(Conv2d[] Convolutions, Linear[] Layers)
{
    /// <summary>After each layer but the last.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Whether each hidden layer is normalised by the moments of the batch at hand, in evaluation too.</summary>
    public bool Normalized { get; init; }

    /// <summary>Dropout after each hidden layer.</summary>
    public double Dropout { get; init; }

    /// <summary>Convolutions of these filters and strides, then dense layers of these units, then one output a class.</summary>
    public static FeedbackNet Create(ImageInfo info, (int Filters, int Stride)[] convolutions, int[] units, Rng rng)
    {
        int channels = info.Channels, height = info.Height, width = info.Width;
        var convs = new Conv2d[convolutions.Length];
        for (int i = 0; i < convs.Length; i++)
        {
            var (filters, stride) = convolutions[i];
            convs[i] = Conv2d.Create(channels, filters, 3, rng.Split("conv").Split(i), stride, padding: 1);
            (channels, height, width) = (filters, (height - 1) / stride + 1, (width - 1) / stride + 1);
        }
        return new(convs, Mlp.Create([channels * height * width, .. units, info.Classes.Count], rng.Split("dense")).Layers);
    }

    /// <summary>Logits <c>[images, classes]</c>; with a key, units are dropped.</summary>
    public Tensor Forward(Tensor x, Rng? rng = null)
    {
        for (int i = 0; i < Convolutions.Length; i++) x = Hidden(Convolutions[i].Forward(x), rng?.Split(-i - 1)).Mark($"conv{i}");
        x = x.Flatten(1);
        for (int i = 0; i < Layers.Length - 1; i++) x = Hidden(Layers[i].Forward(x), rng?.Split(i)).Mark($"hidden{i}");
        return Layers[^1].Forward(x).Mark("output");
    }

    private Tensor Hidden(Tensor x, Rng? rng)
    {
        x = Activation.Forward(Normalized ? x.BatchNorm(null, null).Y : x);
        return rng is { } key && Dropout > 0 ? x.Dropout(Dropout, key) : x;
    }

    /// <summary>Trains on the bench's images, 64 a step, and asks the held-out ones. Angles in degrees between the learner's direction and the
    /// gradient on held-out images, one for each weight but the output's, from the image upwards.</summary>
    public (Score Score, double[] Angles, Trajectory<FeedbackNet, Nothing> Run) Fit(ImageBench bench, Learner learner, Optimizer optimizer, int steps,
        Rng rng, CancellationToken cancel)
    {
        var run = Trajectory.Follow(this, optimizer, steps, (net, step) =>
        {
            var (images, labels) = bench.Batch(step, 64, rng.Split("order"));
            return net.Forward(images, rng.Split("dropout").Split(step)).SoftmaxCrossEntropy(labels).Mean();
        }, learner, cancel);
        int n = Math.Min(256, bench.HeldLabels.Length);
        var (x, y) = (bench.Held.Slice(0, 0, n), bench.HeldLabels[..n]);
        var angles = Memory.Scope(() => GradientAngles.Of(learner, run.Net, net => net.Forward(x).SoftmaxCrossEntropy(y).Mean(), run.Learnt));
        return (bench.Score(x => run.Net.Forward(x)), [.. angles.Where(a =>
            a.Path.EndsWith("Weight", StringComparison.Ordinal)).SkipLast(1).Select(a => a.Degrees)], run);
    }
}
