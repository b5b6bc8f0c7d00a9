namespace Ganglion.Nets;

/// <summary>Each group of channels of each sample, normalised, then y = x̂ · weight + bias per channel (Wu and He 2018). No running state.</summary>
/// <param name="Weight"><c>[channels]</c>.</param>
/// <param name="Bias"><c>[channels]</c>.</param>
[Model]
public sealed partial record GroupNorm(Tensor Weight, Tensor Bias)
{
    /// <summary>Blocks of channels that share their moments; a divisor of the number of channels.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Ones and zeros: at first only the normalisation.</summary>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public static GroupNorm Create(int groups, int channels, DType dtype = DType.F32) => groups >= 1 && channels % groups == 0
        ? new(Tensor.Ones([channels], dtype), Tensor.Zeros([channels], dtype)) { Groups = groups }
        : throw new ArgumentException($"GroupNorm: {groups} groups must divide {channels} channels.", nameof(groups));

    /// <param name="x"><c>[batch, channels, …]</c>.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x) => x.GroupNorm(Groups, Weight, Bias, Epsilon);
}
