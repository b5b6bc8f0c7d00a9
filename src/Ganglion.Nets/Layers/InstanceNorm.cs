namespace Ganglion.Nets;

/// <summary>Each channel of each sample, normalised, then y = x̂ · weight + bias (Ulyanov et al. 2016). No running state.</summary>
/// <param name="Weight"><c>[channels]</c>.</param>
/// <param name="Bias"><c>[channels]</c>.</param>
[Model]
public sealed partial record InstanceNorm(Tensor Weight, Tensor Bias)
{
    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Ones and zeros: at first only the normalisation.</summary>
    public static InstanceNorm Create(int channels, DType dtype = DType.F32) => new(Tensor.Ones([channels], dtype), Tensor.Zeros([channels], dtype));

    /// <param name="x"><c>[batch, channels, …]</c>.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x) => x.InstanceNorm(Weight, Bias, Epsilon);
}
