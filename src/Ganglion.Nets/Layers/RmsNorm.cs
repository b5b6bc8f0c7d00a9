namespace Ganglion.Nets;

/// <summary>y = x / √(mean x² + ε) · weight over the last axis (Zhang and Sennrich 2019).</summary>
/// <param name="Weight"><c>[width]</c>.</param>
[Model]
public sealed partial record RmsNorm(Tensor Weight)
{
    /// <summary>ε, under the root.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Ones: at first only the normalisation.</summary>
    public static RmsNorm Create(int width, DType dtype = DType.F32) => new(Tensor.Ones([width], dtype));

    /// <param name="x"><c>[…, width]</c>.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x) => x.RmsNorm(Weight, Epsilon);
}
