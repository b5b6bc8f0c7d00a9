namespace Ganglion.Nets.Distributions;

/// <summary>Independent largest values. Samples are reparameterised: location + scale · noise.</summary>
/// <param name="Location"><c>[batch…]</c>, the mode.</param>
/// <param name="Scale">Above 0; broadcasts with the location.</param>
[Model]
public sealed partial record Gumbel(Tensor Location, Tensor Scale)
{
    private const double Euler = 0.57721566490153286061;

    /// <summary>Draws <c>[samples…, batch…]</c>, differentiable in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples) =>
        Location + Scale * rng.Gumbel([.. samples, .. SampleShape.Of(Location, Scale)], Location.DType);

    /// <summary>The logarithm of the density of each: -z - e⁻ᶻ - log β with z = (x - μ) / β.</summary>
    public Tensor LogProb(Tensor x)
    {
        var z = (x - Location) / Scale;
        return z.Neg() - z.Neg().Exp() - Scale.Log();
    }

    /// <summary>log β + γ + 1 of each.</summary>
    public Tensor Entropy() => (Scale.Log() + (Euler + 1)).Expand(SampleShape.Of(Location, Scale));

    /// <summary>μ + γ·β of each.</summary>
    public Tensor Mean => Location + Scale * Euler;
}
