namespace Ganglion;

/// <summary>y = σ((x + L) / τ) with standard logistic noise L: a coin of probability σ(x), relaxed (Maddison, Mnih and Teh 2017). Said in public
/// operations.</summary>
public static class RelaxedBernoulliOp
{
    /// <summary>A relaxed draw of 0 or 1 for each element.</summary>
    /// <param name="logits">Any shape: log p / (1 - p).</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="rng">The key of this draw.</param>
    /// <param name="hard">Give 0 or 1 itself, with the derivative of the relaxed draw.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    [Op("relaxed_bernoulli")]
    public static Tensor RelaxedBernoulli(this Tensor logits, double temperature, Rng rng, bool hard = false)
    {
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature),
            temperature, "RelaxedBernoulli: the temperature must be above 0.");
        var soft = ((logits + rng.Logistic(logits.Shape, logits.DType)) * (1 / temperature)).Sigmoid();
        return hard ? soft.Detach().Greater(0.5).StraightThrough(soft) : soft;
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.RelaxedBernoulli(0.7, new Rng(3)));
}
