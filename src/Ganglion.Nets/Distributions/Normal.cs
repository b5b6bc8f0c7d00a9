namespace Ganglion.Nets.Distributions;

/// <summary>Independent normal distributions. Samples are reparameterised (Kingma and Welling 2014): mean + deviation · noise.</summary>
/// <param name="Mean"><c>[batch…]</c>.</param>
/// <param name="Deviation">The standard deviation, above 0; broadcasts with the mean.</param>
[Model]
public sealed partial record Normal(Tensor Mean, Tensor Deviation)
{
    /// <summary>Mean 0 and deviation 1 everywhere.</summary>
    public static Normal Standard(ReadOnlySpan<int> shape, DType dtype = DType.F32) => new(Tensor.Zeros(shape, dtype), Tensor.Ones(shape, dtype));

    /// <summary>Draws <c>[samples…, batch…]</c>, differentiable in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) =>
        Mean + Deviation * rng.Normal([.. samples, .. SampleShape.Of(Mean, Deviation)], dtype: Mean.DType);

    /// <summary>The logarithm of the density at each element of x, which broadcasts.</summary>
    public Tensor LogProb(Tensor x) => ((x - Mean) / Deviation).Square() * -0.5 - Deviation.Log() - 0.5 * Math.Log(2 * Math.PI);

    /// <summary>½ + log(σ·√(2π)) of each.</summary>
    public Tensor Entropy() => (Deviation.Log() + (0.5 + 0.5 * Math.Log(2 * Math.PI))).Expand(SampleShape.Of(Mean, Deviation));

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>): log σ₂/σ₁ + (σ₁² + (μ₁ - μ₂)²) / 2σ₂² - ½ of each.</summary>
    public Tensor Kl(Normal other) =>
        (other.Deviation / Deviation).Log() + (Deviation.Square() + (Mean - other.Mean).Square()) / (other.Deviation.Square() * 2) - 0.5;
}
