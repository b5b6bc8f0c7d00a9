namespace Ganglion.Nets.Distributions;

/// <summary>Directions around a mean direction. Samples are reparameterised to the first order.</summary>
/// <param name="Mean"><c>[batch…, dimensions]</c>, unit vectors of two dimensions or more.</param>
/// <param name="Concentration"><c>[batch…]</c>, above 0.</param>
[Model]
public sealed partial record VonMisesFisher(Tensor Mean, Tensor Concentration)
{
    /// <summary>Unit vectors <c>[samples…, batch…, dimensions]</c>, differentiable once in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) =>
        rng.VonMisesFisher(SampleShape.Repeat(Mean, samples, Mean.Shape), SampleShape.Repeat(Concentration, samples, Concentration.Shape));

    /// <summary>The logarithm of the density on the sphere at unit vectors x <c>[…, dimensions]</c>, as <c>[…]</c>.</summary>
    public Tensor LogProb(Tensor x) => Concentration * (x * Mean).Sum(-1) + LogNormalizer();

    /// <summary>-κ·A(κ) - log C(κ), <c>[batch…]</c>, with A the mean cosine.</summary>
    public Tensor Entropy() => (Concentration * MeanCosine() + LogNormalizer()).Neg();

    /// <summary>A(κ) = I_{m/2}(κ) / I_{m/2-1}(κ), <c>[batch…]</c>: the length of the mean vector.</summary>
    public Tensor MeanCosine() => (Concentration.LogBesselI(Half) - Concentration.LogBesselI(Half - 1)).Exp();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>), <c>[batch…]</c>.</summary>
    public Tensor Kl(VonMisesFisher other) =>
        MeanCosine() * (Concentration - other.Concentration * (Mean * other.Mean).Sum(-1)) + LogNormalizer() - other.LogNormalizer();

    /// <summary>The divergence from the uniform distribution on the sphere, <c>[batch…]</c>: what a hyperspherical autoencoder pays.</summary>
    public Tensor KlToUniform() => Entropy().Neg() + (Math.Log(2) + Half * Math.Log(Math.PI) - Tensor.Scalar(Half, DType.F64).LogGamma().Item());

    private double Half => Mean.Size(-1) / 2.0;

    private Tensor LogNormalizer() => Concentration.Log() * (Half - 1) - Concentration.LogBesselI(Half - 1) - Half * Math.Log(2 * Math.PI);
}
