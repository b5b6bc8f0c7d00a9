namespace Ganglion.Nets.Distributions;

/// <summary>Independent waiting times. Samples are reparameterised: noise / rate.</summary>
/// <param name="Rate"><c>[batch…]</c>, above 0.</param>
[Model]
public sealed partial record Exponential(Tensor Rate)
{
    /// <summary>Draws <c>[samples…, batch…]</c>, differentiable in the rate.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) => rng.Exponential([.. samples, .. Rate.Shape], dtype: Rate.DType) / Rate;

    /// <summary>log λ - λ·x of each, for x of 0 or more.</summary>
    public Tensor LogProb(Tensor x) => Rate.Log() - Rate * x;

    /// <summary>1 - log λ of each.</summary>
    public Tensor Entropy() => 1 - Rate.Log();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>) of each: log λ₁/λ₂ + λ₂/λ₁ - 1.</summary>
    public Tensor Kl(Exponential other) => (Rate / other.Rate).Log() + other.Rate / Rate - 1;
}
