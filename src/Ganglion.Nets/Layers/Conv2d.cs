namespace Ganglion.Nets;

/// <summary>Cross-correlation of images with a set of filters, plus a bias for each filter.</summary>
/// <param name="Weight"><c>[filters, channels / groups, kernelHeight, kernelWidth]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record Conv2d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Pixels between windows; 0 stands for 1.</summary>
    public Size2 Stride { get; init; }

    /// <summary>Zeros added on each side.</summary>
    public Padding2 Padding { get; init; }

    /// <summary>Pixels between the taps of a filter; 0 stands for 1.</summary>
    public Size2 Dilation { get; init; }

    /// <summary>Blocks of channels that do not see each other; as many as channels make it depthwise.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = channels / groups · kernel, as PyTorch's <c>nn.Conv2d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static Conv2d Create(int channels, int filters, Size2 kernel, Rng rng, Size2 stride = default, Padding2 padding = default,
        Size2 dilation = default, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"Conv2d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = channels / groups * kernel.Height * kernel.Width;
        return new(
            Init.FanIn([filters, channels / groups, kernel.Height, kernel.Width], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>, out = (in + 2·padding - dilation·(kernel - 1) - 1) / stride + 1.</returns>
    public Tensor Forward(Tensor x) => x.Conv2d(Weight, Bias, Stride, Padding, Dilation, Groups);
}
