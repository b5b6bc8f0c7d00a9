namespace Ganglion.Nets.Distributions;

/// <summary>Independent counts of rare events. Samples have no derivative.</summary>
/// <param name="Rate"><c>[batch…]</c>, the mean, above 0.</param>
[Model]
public sealed partial record Poisson(Tensor Rate)
{
    /// <summary>Counts <c>[samples…, batch…]</c>.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) => rng.Poisson(SampleShape.Repeat(Rate.Detach(), samples, Rate.Shape));

    /// <summary>x·log λ - λ - log x! of each.</summary>
    public Tensor LogProb(Tensor x) => x * Rate.Log() - Rate - (x + 1).LogGamma();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>) of each: λ₁·log λ₁/λ₂ - λ₁ + λ₂.</summary>
    public Tensor Kl(Poisson other) => Rate * (Rate / other.Rate).Log() - Rate + other.Rate;
}
