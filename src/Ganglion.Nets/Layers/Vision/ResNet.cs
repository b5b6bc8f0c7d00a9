namespace Ganglion.Nets;

/// <summary>
/// The residual network for small images (He et al. 2016, "Deep residual learning for image recognition", section 4.2): one 3×3 convolution,
/// three stages of blocks with width, 2·width and 4·width filters of which the second and third halve the image, the mean of each channel, and a
/// linear layer. Where a block changes the shape, a 1×1 convolution goes around it (their option B).
/// </summary>
/// <param name="First">From the image's channels to the width.</param>
/// <param name="Blocks">In order; as many in each stage.</param>
/// <param name="Head">Logits from the means of the last channels.</param>
[Model]
public sealed partial record ResNet(ConvNorm First, ResidualBlock[] Blocks, Linear Head)
{
    /// <summary>Weights from He's normal distribution. Without normalisation the branches begin 1/√blocks as large, so that their sum stays in
    /// range (Hayou et al. 2021, "Stable ResNet").</summary>
    /// <param name="channels">Of the image.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="rng">The key.</param>
    /// <param name="depth">6n + 2 layers with weights: 8, 14, 20, 32, 44, 56, 110.</param>
    /// <param name="width">Filters of the first stage.</param>
    /// <param name="norm">What follows each convolution.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="ArgumentException">The depth is not 6n + 2.</exception>
    public static ResNet Create(int channels, int classes, Rng rng, int depth = 20, int width = 16, ImageNorm norm = ImageNorm.Batch,
        DType dtype = DType.F32)
    {
        if (depth < 8 || (depth - 2) % 6 != 0)
            throw new ArgumentException($"ResNet: a depth of 6n + 2 is needed (8, 14, 20, 32, 44, 56, …); got {depth}.", nameof(depth));
        int perStage = (depth - 2) / 6;
        var blocks = new ResidualBlock[3 * perStage];
        for (int i = 0; i < blocks.Length; i++)
        {
            int outputs = width << (i / perStage), inputs = i == 0 ? width : width << ((i - 1) / perStage);
            blocks[i] = ResidualBlock.Create(inputs, outputs, outputs == inputs ? 1 : 2, rng.Split("blocks").Split(i), norm,
                norm == ImageNorm.None ? 1 / Math.Sqrt(blocks.Length) : 1, dtype);
        }
        return new(ConvNorm.Create(channels, width, 3, rng.Split("first"), norm: norm, dtype: dtype), blocks,
            Linear.Create(4 * width, classes, rng.Split("head"), dtype: dtype));
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
        var (features, next) = Features(x, state, train);
        return (Head.Forward(features).Mark("output"), next);
    }

    /// <summary>The logits <c>[batch, classes]</c> of a network without batch normalisation.</summary>
    /// <exception cref="InvalidOperationException">The network has batch normalisation, so a state is needed.</exception>
    public Tensor Forward(Tensor x) => First.Batch is null ? Forward(x, new([]), train: false).Logits
        : throw new InvalidOperationException("This ResNet has batch normalisation; call Forward(x, state, train) and keep the state it returns.");

    /// <summary>What the head reads: the mean of each channel of the last block, <c>[batch, 4 · width]</c>.</summary>
    public (Tensor Features, ConvNetState Next) Features(Tensor x, ConvNetState state, bool train)
    {
        var norms = new RunningNorms(state, train);
        x = First.Forward(x, norms).Relu().Mark("blocks.0");
        for (int i = 0; i < Blocks.Length; i++) x = Blocks[i].Forward(x, norms).Mark($"blocks.{i + 1}");
        return (x.AdaptiveAvgPool(1, 1).Flatten(1), norms.Next);
    }
}

/// <summary>relu(second(relu(first(x))) + shortcut(x)).</summary>
/// <param name="First">3×3, with the block's stride.</param>
/// <param name="Second">3×3.</param>
/// <param name="Shortcut">1×1 with the block's stride where the shape changes, else none: x itself.</param>
[Model]
public sealed partial record ResidualBlock(ConvNorm First, ConvNorm Second, ConvNorm? Shortcut)
{
    /// <summary>A block from <paramref name="channels"/> to <paramref name="filters"/>; its branch begins <paramref name="scale"/> as large.</summary>
    public static ResidualBlock Create(int channels, int filters, int stride, Rng rng, ImageNorm norm = ImageNorm.Batch, double scale = 1,
        DType dtype = DType.F32) =>
        new(ConvNorm.Create(channels, filters, 3, rng.Split("first"), stride, norm: norm, dtype: dtype),
            ConvNorm.Create(filters, filters, 3, rng.Split("second"), norm: norm, gain: Math.Sqrt(2) * scale, dtype: dtype),
            stride == 1 && channels == filters ? null
                : ConvNorm.Create(channels, filters, 1, rng.Split("shortcut"), stride, norm: norm, gain: 1, dtype: dtype));

    internal IEnumerable<BatchNorm> Norms => [.. First.Norms, .. Second.Norms, .. Shortcut?.Norms ?? []];

    internal Tensor Forward(Tensor x, RunningNorms norms)
    {
        var y = Second.Forward(First.Forward(x, norms).Relu(), norms);
        return (y + (Shortcut?.Forward(x, norms) ?? x)).Relu();
    }
}
