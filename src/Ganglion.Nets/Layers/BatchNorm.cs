namespace Ganglion.Nets;

/// <summary>What batch normalisation has seen so far: a value that each training step returns anew. Not trained.</summary>
/// <param name="Mean"><c>[channels]</c>.</param>
/// <param name="Variance"><c>[channels]</c>, of the unbiased kind.</param>
[Model]
public sealed partial record BatchNormState(Tensor Mean, Tensor Variance)
{
    /// <summary>Mean 0, variance 1.</summary>
    public static BatchNormState Create(int channels, DType dtype = DType.F32) =>
        new(Tensor.Zeros([channels], dtype), Tensor.Ones([channels], dtype));
}

/// <summary>
/// y = (x - mean) / √(variance + ε) · weight + bias per channel (Ioffe and Szegedy 2015): with the batch's own moments in training,
/// with the running ones otherwise.
/// </summary>
/// <param name="Weight"><c>[channels]</c>.</param>
/// <param name="Bias"><c>[channels]</c>.</param>
[Model]
public sealed partial record BatchNorm(Tensor Weight, Tensor Bias)
{
    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>The weight of the newest batch in the running moments.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>Ones and zeros: at first only the normalisation.</summary>
    public static BatchNorm Create(int channels, DType dtype = DType.F32) => new(Tensor.Ones([channels], dtype), Tensor.Zeros([channels], dtype));

    /// <summary>The running moments before the first step.</summary>
    public BatchNormState InitialState() => BatchNormState.Create(Weight.Length, Weight.DType);

    /// <summary>Normalises, and says what the next step should know.</summary>
    /// <param name="x"><c>[batch, channels]</c> or <c>[batch, channels, height, width]</c>.</param>
    /// <param name="state">From <see cref="InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the batch's own moments count, and enter the running ones.</param>
    /// <returns>The shape of x, and the next state: the same one if not training.</returns>
    public (Tensor Y, BatchNormState Next) Forward(Tensor x, BatchNormState state, bool train)
    {
        if (!train) return (x.BatchNorm(Weight, Bias, state.Mean, state.Variance, Epsilon), state);
        double n = (double)x.Length / Weight.Length;
        if (n < 2)
            throw new ArgumentException($"BatchNorm: training needs two values or more for each channel, to have a variance; "
                + $"got shape {Shapes.Text(x.Shape)}.", nameof(x));
        var (y, mean, variance) = x.BatchNorm(Weight, Bias, Epsilon);
        return (y, new(state.Mean * (1 - Momentum) + mean * Momentum, state.Variance * (1 - Momentum) + variance * (Momentum * n / (n - 1))));
    }
}
