namespace Ganglion.Nets.Distributions;

/// <summary>Distributions of shares that sum to 1. Samples are gamma draws over their sum, differentiable to the first order.</summary>
/// <param name="Concentration"><c>[batch…, classes]</c>, above 0.</param>
[Model]
public sealed partial record Dirichlet(Tensor Concentration)
{
    /// <summary>Draws <c>[samples…, batch…, classes]</c>, differentiable once.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples)
    {
        var x = rng.Gamma(SampleShape.Repeat(Concentration, samples, Concentration.Shape));
        return x / x.Sum(-1, keepDims: true);
    }

    /// <summary>Σ (α - 1)·log x - log B(α), <c>[…]</c>, of x <c>[…, classes]</c>.</summary>
    public Tensor LogProb(Tensor x) => ((Concentration - 1) * x.Log()).Sum(-1) - LogNormalizer();

    /// <summary>The entropy <c>[batch…]</c>.</summary>
    public Tensor Entropy()
    {
        var all = Concentration.Sum(-1);
        return LogNormalizer() + (all - Concentration.Size(-1)) * all.Digamma() - ((Concentration - 1) * Concentration.Digamma()).Sum(-1);
    }

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>), <c>[batch…]</c>.</summary>
    public Tensor Kl(Dirichlet other) => other.LogNormalizer() - LogNormalizer()
        + ((Concentration - other.Concentration) * (Concentration.Digamma() - Concentration.Sum(-1, keepDims: true).Digamma())).Sum(-1);

    private Tensor LogNormalizer() => Concentration.LogGamma().Sum(-1) - Concentration.Sum(-1).LogGamma();
}
