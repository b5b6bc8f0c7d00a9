namespace Ganglion.Nets;

/// <summary>Sets each element to 0 with probability <paramref name="Rate"/> and scales the others by 1 / (1 - rate)
/// (Srivastava et al. 2014).</summary>
/// <param name="Rate">From 0 to below 1.</param>
[Model]
public sealed partial record Dropout(double Rate)
{
    /// <param name="x">Any shape.</param>
    /// <param name="rng">The key of this use in this step; without one nothing is dropped, as in evaluation.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x, Rng? rng) => rng is { } key && Rate > 0 ? x.Dropout(Rate, key) : x;
}
