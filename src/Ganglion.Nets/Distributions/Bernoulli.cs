namespace Ganglion.Nets.Distributions;

/// <summary>Independent coins. Samples are 0 or 1 and have no derivative; <see cref="Relaxed"/> ones do.</summary>
/// <param name="Logits"><c>[batch…]</c>: log p / (1 - p).</param>
[Model]
public sealed partial record Bernoulli(Tensor Logits)
{
    /// <summary>The probabilities of 1.</summary>
    public Tensor Probabilities => Logits.Sigmoid();

    /// <summary>Draws <c>[samples…, batch…]</c> of 0 and 1.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) => rng.Bernoulli(SampleShape.Repeat(Probabilities.Detach(), samples,
        Logits.Shape));

    /// <summary>Relaxed draws <c>[batch…]</c> (the binary concrete distribution), differentiable; 0 or 1 if <paramref name="hard"/>.</summary>
    public Tensor Relaxed(Rng rng, double temperature, bool hard = false) => Logits.RelaxedBernoulli(temperature, rng, hard);

    /// <summary>x·log p + (1 - x)·log(1 - p) of each, for x between 0 and 1.</summary>
    public Tensor LogProb(Tensor x) => x * Logits - Logits.Softplus();

    /// <summary>The entropy of each.</summary>
    public Tensor Entropy() => Logits.Softplus() - Logits * Probabilities;

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>) of each.</summary>
    public Tensor Kl(Bernoulli other) => Probabilities * (Logits - other.Logits) - Logits.Softplus() + other.Logits.Softplus();
}
