namespace Ganglion;

/// <summary>y = x · (1 + √(rate / (1 - rate)) · N): noise of the mean and variance of dropout's (Srivastava et al. 2014, section 10). Said in public
/// operations.</summary>
public static class GaussianDropoutOp
{
    /// <summary>Multiplies with normal noise around 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 to below 1.</param>
    /// <param name="rng">The key of this use in this step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to below 1.</exception>
    [Op("gaussian_dropout")]
    public static Tensor GaussianDropout(this Tensor x, double rate, Rng rng)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate),
            rate, "GaussianDropout: the rate must be 0 or more and below 1.");
        return x * rng.Normal(x.Shape, 1, Math.Sqrt(rate / (1 - rate)), x.DType);
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.GaussianDropout(0.3, new Rng(7)));
}
