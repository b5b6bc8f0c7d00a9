namespace Ganglion.Nets;

/// <summary>Cross-correlation of rows with a set of filters, plus a bias for each filter.</summary>
/// <param name="Weight"><c>[filters, channels / groups, kernel]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record Conv1d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Elements between windows.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zeros added at each side.</summary>
    public Padding1 Padding { get; init; }

    /// <summary>Elements between the taps of a filter.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Blocks of channels that do not see each other; as many as channels make it depthwise.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = channels / groups · kernel, as PyTorch's <c>nn.Conv1d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static Conv1d Create(int channels, int filters, int kernel, Rng rng, int stride = 1, Padding1 padding = default,
        int dilation = 1, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"Conv1d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = channels / groups * kernel;
        return new(
            Init.FanIn([filters, channels / groups, kernel], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, width]</c>.</param>
    /// <returns><c>[batch, filters, outWidth]</c>, out = (in + 2·padding - dilation·(kernel - 1) - 1) / stride + 1.</returns>
    public Tensor Forward(Tensor x) => x.Conv1d(Weight, Bias, Stride, Padding, Dilation, Groups);
}
