namespace Ganglion.Nets;

/// <summary>Cross-correlation of volumes with a set of filters, plus a bias for each filter.</summary>
/// <param name="Weight"><c>[filters, channels / groups, kernelDepth, kernelHeight, kernelWidth]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record Conv3d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Voxels between windows; 0 stands for 1.</summary>
    public Size3 Stride { get; init; }

    /// <summary>Zeros added at each side.</summary>
    public Padding3 Padding { get; init; }

    /// <summary>Voxels between the taps of a filter; 0 stands for 1.</summary>
    public Size3 Dilation { get; init; }

    /// <summary>Blocks of channels that do not see each other; as many as channels make it depthwise.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = channels / groups · kernel, as PyTorch's <c>nn.Conv3d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static Conv3d Create(int channels, int filters, Size3 kernel, Rng rng, Size3 stride = default, Padding3 padding = default,
        Size3 dilation = default, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"Conv3d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = channels / groups * kernel.Depth * kernel.Height * kernel.Width;
        return new(
            Init.FanIn([filters, channels / groups, kernel.Depth, kernel.Height, kernel.Width], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, depth, height, width]</c>.</param>
    /// <returns><c>[batch, filters, outDepth, outHeight, outWidth]</c>, out = (in + 2·padding - dilation·(kernel - 1) - 1) / stride + 1.</returns>
    public Tensor Forward(Tensor x) => x.Conv3d(Weight, Bias, Stride, Padding, Dilation, Groups);
}
