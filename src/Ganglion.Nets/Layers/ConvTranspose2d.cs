namespace Ganglion.Nets;

/// <summary>Transposed convolution of images: each pixel writes a window; the adjoint of <see cref="Conv2d"/>.</summary>
/// <param name="Weight"><c>[channels, filters / groups, kernelHeight, kernelWidth]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record ConvTranspose2d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Pixels between windows; 0 stands for 1.</summary>
    public Size2 Stride { get; init; }

    /// <summary>What is cut off at each side of the result.</summary>
    public Padding2 Padding { get; init; }

    /// <summary>What is added at the far ends of the result.</summary>
    public Size2 OutputPadding { get; init; }

    /// <summary>Pixels between the taps of a filter; 0 stands for 1.</summary>
    public Size2 Dilation { get; init; }

    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = filters / groups · kernel, as PyTorch's <c>nn.ConvTranspose2d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static ConvTranspose2d Create(int channels, int filters, Size2 kernel, Rng rng, Size2 stride = default, Padding2 padding = default,
        Size2 outputPadding = default, Size2 dilation = default, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"ConvTranspose2d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = filters / groups * kernel.Height * kernel.Width;
        return new(
            Init.FanIn([channels, filters / groups, kernel.Height, kernel.Width], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            OutputPadding = outputPadding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>, out = (in - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1.</returns>
    public Tensor Forward(Tensor x) => x.ConvTranspose2d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups);
}
