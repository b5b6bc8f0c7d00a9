namespace Ganglion;

/// <summary>Dropout to SELU's lower limit in place of 0, scaled and shifted so that mean 0 and variance 1 stay (Klambauer et al. 2017, section 2.4).
/// Said in
/// public operations.</summary>
public static class AlphaDropoutOp
{
    private const double Limit = -1.7580993408473766;           // -λα of SELU

    /// <summary>Dropout for self-normalising networks.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 to below 1.</param>
    /// <param name="rng">The key of this use in this step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to below 1.</exception>
    [Op("alpha_dropout", Torch = "torch.nn.functional.alpha_dropout")]
    public static Tensor AlphaDropout(this Tensor x, double rate, Rng rng)
    {
        if (rate == 0) return x;
        double keep = 1 - rate, a = 1 / Math.Sqrt(keep + Limit * Limit * keep * rate), b = -a * Limit * rate;
        var mask = Tensor.Ones(x.Shape, x.DType).Dropout(rate, rng) * keep;
        return (x * mask + mask.Affine(-Limit, Limit)).Affine(a, b);
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.AlphaDropout(0.3, new Rng(7)));
}
