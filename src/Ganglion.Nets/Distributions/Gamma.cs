namespace Ganglion.Nets.Distributions;

/// <summary>Independent gamma distributions. Samples are reparameterised implicitly (Figurnov, Mohamed and Mnih 2018), to the first order in the
/// shape.</summary>
/// <param name="Concentration"><c>[batch…]</c>, the shape α, above 0.</param>
/// <param name="Rate">β, above 0; broadcasts with the concentration.</param>
[Model]
public sealed partial record Gamma(Tensor Concentration, Tensor Rate)
{
    /// <summary>Draws <c>[samples…, batch…]</c>, differentiable once in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) =>
        rng.Gamma(SampleShape.Repeat(Concentration, samples, SampleShape.Of(Concentration, Rate))) / Rate;

    /// <summary>α·log β - log Γ(α) + (α - 1)·log x - β·x of each, for x above 0.</summary>
    public Tensor LogProb(Tensor x) => Concentration * Rate.Log() - Concentration.LogGamma() + (Concentration - 1) * x.Log() - Rate * x;

    /// <summary>α - log β + log Γ(α) + (1 - α)·ψ(α) of each.</summary>
    public Tensor Entropy() => Concentration - Rate.Log() + Concentration.LogGamma() + (1 - Concentration) * Concentration.Digamma();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>) of each.</summary>
    public Tensor Kl(Gamma other) => (Concentration - other.Concentration) * Concentration.Digamma() - Concentration.LogGamma()
        + other.Concentration.LogGamma()
        + other.Concentration * (Rate / other.Rate).Log() + Concentration * (other.Rate / Rate - 1);
}
