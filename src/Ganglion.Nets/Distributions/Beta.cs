namespace Ganglion.Nets.Distributions;

/// <summary>Independent shares between 0 and 1. Samples are two gamma draws, x / (x + y), differentiable to the first order.</summary>
/// <param name="First"><c>[batch…]</c>, α above 0.</param>
/// <param name="Second"><c>[batch…]</c>, β above 0.</param>
[Model]
public sealed partial record Beta(Tensor First, Tensor Second)
{
    /// <summary>Draws <c>[samples…, batch…]</c>, differentiable once in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples)
    {
        int[] batch = SampleShape.Of(First, Second);
        Tensor x = rng.Split("first").Gamma(SampleShape.Repeat(First, samples, batch)), y = rng.Split("second").Gamma(SampleShape.Repeat(Second,
            samples, batch));
        return x / (x + y);
    }

    /// <summary>(α - 1)·log x + (β - 1)·log(1 - x) - log B(α, β) of each.</summary>
    public Tensor LogProb(Tensor x) => (First - 1) * x.Log() + (Second - 1) * x.Neg().Log1p() - LogNormalizer();

    /// <summary>The entropy of each.</summary>
    public Tensor Entropy() => LogNormalizer() - (First - 1) * First.Digamma() - (Second - 1) * Second.Digamma() + (First + Second - 2) * (First
        + Second).Digamma();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>) of each.</summary>
    public Tensor Kl(Beta other) => other.LogNormalizer() - LogNormalizer() + (First - other.First) * First.Digamma()
        + (Second - other.Second) * Second.Digamma()
        + (other.First - First + other.Second - Second) * (First + Second).Digamma();

    private Tensor LogNormalizer() => First.LogGamma() + Second.LogGamma() - (First + Second).LogGamma();
}
