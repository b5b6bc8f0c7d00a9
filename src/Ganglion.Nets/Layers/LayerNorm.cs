namespace Ganglion.Nets;

/// <summary>y = (x - mean) / √(variance + ε) · weight + bias, with the moments of each row (Ba et al. 2016).</summary>
/// <param name="Weight"><c>[width]</c>.</param>
/// <param name="Bias"><c>[width]</c>.</param>
[Model]
public sealed partial record LayerNorm(Tensor Weight, Tensor Bias)
{
    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Ones and zeros: at first only the normalisation.</summary>
    public static LayerNorm Create(int width, DType dtype = DType.F32) => new(Tensor.Ones([width], dtype), Tensor.Zeros([width], dtype));

    /// <param name="x"><c>[…, width]</c>.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x) => x.LayerNorm(Weight, Bias, Epsilon);
}
