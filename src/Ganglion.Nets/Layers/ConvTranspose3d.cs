namespace Ganglion.Nets;

/// <summary>Transposed convolution of volumes: each element writes a window; the adjoint of <see cref="Conv3d"/>.</summary>
/// <param name="Weight"><c>[channels, filters / groups, kernelDepth, kernelHeight, kernelWidth]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record ConvTranspose3d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Voxels between windows; 0 stands for 1.</summary>
    public Size3 Stride { get; init; }

    /// <summary>What is cut off at each side of the result.</summary>
    public Padding3 Padding { get; init; }

    /// <summary>What is added at the far ends of the result.</summary>
    public Size3 OutputPadding { get; init; }

    /// <summary>Voxels between the taps of a filter; 0 stands for 1.</summary>
    public Size3 Dilation { get; init; }

    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = filters / groups · kernel, as PyTorch's <c>nn.ConvTranspose3d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static ConvTranspose3d Create(int channels, int filters, Size3 kernel, Rng rng, Size3 stride = default, Padding3 padding = default,
        Size3 outputPadding = default, Size3 dilation = default, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"ConvTranspose3d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = filters / groups * kernel.Depth * kernel.Height * kernel.Width;
        return new(
            Init.FanIn([channels, filters / groups, kernel.Depth, kernel.Height, kernel.Width], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            OutputPadding = outputPadding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, depth, height, width]</c>.</param>
    /// <returns><c>[batch, filters, outDepth, outHeight, outWidth]</c>, out = (in - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1.</returns>
    public Tensor Forward(Tensor x) => x.ConvTranspose3d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups);
}
