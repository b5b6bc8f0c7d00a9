namespace Ganglion.Nets.Distributions;

/// <summary>Normal distributions of vectors, with the covariance L·Lᵀ. Samples are reparameterised: mean + L·noise.</summary>
/// <param name="Mean"><c>[batch…, n]</c>.</param>
/// <param name="Factor">L <c>[batch…, n, n]</c>, lower triangular with a positive diagonal.</param>
[Model]
public sealed partial record MultivariateNormal(Tensor Mean, Tensor Factor)
{
    /// <summary>From covariances <c>[batch…, n, n]</c>.</summary>
    /// <exception cref="ArgumentException">A covariance is not positive definite.</exception>
    public static MultivariateNormal OfCovariance(Tensor mean, Tensor covariance) => new(mean, covariance.Cholesky());

    /// <summary>Draws <c>[samples…, batch…, n]</c>, differentiable in both parameters.</summary>
    public Tensor Sample(Rng rng, params ReadOnlySpan<int> samples)
    {
        var noise = rng.Normal([.. samples, .. Mean.Shape], dtype: Mean.DType).Unsqueeze(-1);
        return Mean + Factor.MatMul(noise).Squeeze(-1);
    }

    /// <summary>The logarithm of the density at x <c>[…, n]</c>, as <c>[…]</c>.</summary>
    public Tensor LogProb(Tensor x)
    {
        var z = Factor.SolveTriangular((x - Mean).Unsqueeze(-1)).Squeeze(-1);
        return z.Square().Sum(-1) * -0.5 - HalfLogDet() - 0.5 * Mean.Size(-1) * Math.Log(2 * Math.PI);
    }

    /// <summary>n/2·log(2πe) + log det L, <c>[batch…]</c>.</summary>
    public Tensor Entropy() => HalfLogDet() + 0.5 * Mean.Size(-1) * (1 + Math.Log(2 * Math.PI));

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>), <c>[batch…]</c>.</summary>
    public Tensor Kl(MultivariateNormal other)
    {
        Tensor spread = other.Factor.SolveTriangular(Factor), away = other.Factor.SolveTriangular((other.Mean - Mean).Unsqueeze(-1)).Squeeze(-1);
        return (spread.Square().Sum([-2, -1]) + away.Square().Sum(-1) - Mean.Size(-1)) * 0.5 + other.HalfLogDet() - HalfLogDet();
    }

    private Tensor HalfLogDet() => Factor.Diagonal().Log().Sum(-1);
}
