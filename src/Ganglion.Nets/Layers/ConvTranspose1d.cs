namespace Ganglion.Nets;

/// <summary>Transposed convolution of rows: each element writes a window; the adjoint of <see cref="Conv1d"/>.</summary>
/// <param name="Weight"><c>[channels, filters / groups, kernel]</c>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record ConvTranspose1d(Tensor Weight, Tensor? Bias)
{
    /// <summary>Elements between windows.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>What is cut off at each side of the result.</summary>
    public Padding1 Padding { get; init; }

    /// <summary>What is added at the far ends of the result.</summary>
    public int OutputPadding { get; init; }

    /// <summary>Elements between the taps of a filter.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Weight and bias from U(-1/√fanIn, 1/√fanIn) with fanIn = filters / groups · kernel, as PyTorch's <c>nn.ConvTranspose1d</c>.</summary>
    /// <exception cref="ArgumentException">The groups do not divide channels and filters.</exception>
    public static ConvTranspose1d Create(int channels, int filters, int kernel, Rng rng, int stride = 1, Padding1 padding = default,
        int outputPadding = default, int dilation = 1, int groups = 1, bool bias = true, DType dtype = DType.F32)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"ConvTranspose1d: {groups} groups must divide both {channels} channels and {filters} filters.", nameof(groups));
        int fanIn = filters / groups * kernel;
        return new(
            Init.FanIn([channels, filters / groups, kernel], fanIn, rng.Split("weight"), dtype),
            bias ? Init.FanIn([filters], fanIn, rng.Split("bias"), dtype) : null)
        {
            Stride = stride,
            Padding = padding,
            OutputPadding = outputPadding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    /// <param name="x"><c>[batch, channels, width]</c>.</param>
    /// <returns><c>[batch, filters, outWidth]</c>, out = (in - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1.</returns>
    public Tensor Forward(Tensor x) => x.ConvTranspose1d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups);
}
