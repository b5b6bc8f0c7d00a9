namespace Ganglion.Nets;

/// <summary>
/// Depthwise separable convolutions (Howard et al. 2017, "MobileNets", table 1) for small images: a 3×3 convolution, then blocks of a 3×3
/// convolution within each channel and a 1×1 convolution across them, the mean of each channel, and a linear layer.
/// </summary>
/// <param name="First">From the image's channels to the width.</param>
/// <param name="Blocks">In order.</param>
/// <param name="Head">Logits from the means of the last channels.</param>
[Model]
public sealed partial record MobileNet(ConvNorm First, SeparableBlock[] Blocks, Linear Head)
{
    /// <summary>Weights from He's normal distribution.</summary>
    /// <param name="channels">Of the image.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="rng">The key.</param>
    /// <param name="width">Filters of the first convolution.</param>
    /// <param name="blocks">Filters and stride of each block; by default 2·width and 4·width, each halving the image, and 4·width once more.</param>
    /// <param name="norm">What follows each convolution.</param>
    /// <param name="dtype">The element type.</param>
    public static MobileNet Create(int channels, int classes, Rng rng, int width = 32, IReadOnlyList<(int Filters, int Stride)>? blocks = null,
        ImageNorm norm = ImageNorm.Batch, DType dtype = DType.F32)
    {
        blocks ??= [(2 * width, 2), (4 * width, 2), (4 * width, 1)];
        var made = new SeparableBlock[blocks.Count];
        int inputs = width;
        for (int i = 0; i < made.Length; inputs = blocks[i++].Filters)
            made[i] = SeparableBlock.Create(inputs, blocks[i].Filters, blocks[i].Stride, rng.Split("blocks").Split(i), norm, dtype);
        return new(ConvNorm.Create(channels, width, 3, rng.Split("first"), norm: norm, dtype: dtype), made,
            Linear.Create(inputs, classes, rng.Split("head"), dtype: dtype));
    }

    /// <summary>The running moments before the first step; empty without batch normalisation.</summary>
    public ConvNetState InitialState() => new([.. First.Norms.Concat(Blocks.SelectMany(b => b.Norms)).Select(n => n.InitialState())]);

    /// <summary>The logits, and what the next step should know.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="state">From <see cref="InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the batch's own moments count, and enter the running ones.</param>
    /// <returns><c>[batch, classes]</c>, and the next state: the same one if not training.</returns>
    public (Tensor Logits, ConvNetState Next) Forward(Tensor x, ConvNetState state, bool train)
    {
        var norms = new RunningNorms(state, train);
        x = First.Forward(x, norms).Relu();
        foreach (var block in Blocks) x = block.Forward(x, norms);
        return (Head.Forward(x.AdaptiveAvgPool(1, 1).Flatten(1)), norms.Next);
    }

    /// <summary>The logits <c>[batch, classes]</c> of a network without batch normalisation.</summary>
    /// <exception cref="InvalidOperationException">The network has batch normalisation, so a state is needed.</exception>
    public Tensor Forward(Tensor x) => First.Batch is null ? Forward(x, new([]), train: false).Logits
        : throw new InvalidOperationException("This MobileNet has batch normalisation; call Forward(x, state, train) and keep the state it returns.");
}

/// <summary>relu(across(relu(within(x)))).</summary>
/// <param name="Within">3×3, each channel by itself, with the block's stride.</param>
/// <param name="Across">1×1.</param>
[Model]
public sealed partial record SeparableBlock(ConvNorm Within, ConvNorm Across)
{
    /// <summary>A block from <paramref name="channels"/> to <paramref name="filters"/>.</summary>
    public static SeparableBlock Create(int channels, int filters, int stride, Rng rng, ImageNorm norm = ImageNorm.Batch, DType dtype = DType.F32) =>
        new(ConvNorm.Create(channels, channels, 3, rng.Split("within"), stride, channels, norm, dtype: dtype),
            ConvNorm.Create(channels, filters, 1, rng.Split("across"), norm: norm, dtype: dtype));

    internal IEnumerable<BatchNorm> Norms => Within.Norms.Concat(Across.Norms);

    internal Tensor Forward(Tensor x, RunningNorms norms) => Across.Forward(Within.Forward(x, norms).Relu(), norms).Relu();
}
