namespace Ganglion;

/// <summary>Draws from continuous distributions without parameters, or with numbers for them. Uniform and normal draws are in <see cref="Rng"/>;
/// draws that can
/// be differentiated in their parameters are operations.</summary>
public static class ContinuousDraws
{
    /// <summary>Uniform numbers that are neither 0 nor 1, in double precision.</summary>
    internal static Tensor Open(this Rng rng, ReadOnlySpan<int> shape) => rng.Uniform(shape, Math.ScaleB(1, -33), 1 + Math.ScaleB(1, -33), DType.F64);

    /// <summary>One of them with all 53 bits, the <paramref name="index"/>-th of this key.</summary>
    internal static double Open(this Rng rng, long index)
    {
        ulong high = Philox.Word(rng.Key, 2 * (ulong)index), low = Philox.Word(rng.Key, 2 * (ulong)index + 1);
        return ((high << 21 | low >> 11) + 0.5) * Math.ScaleB(1, -53);
    }

    /// <summary>One standard normal number, the <paramref name="index"/>-th of this key (Box and Muller).</summary>
    internal static double Normal(this Rng rng, long index) =>
        Math.Sqrt(-2 * Math.Log(rng.Open(2 * index))) * Math.Cos(2 * Math.PI * rng.Open(2 * index + 1));

    /// <summary>Exponential numbers: -log u / rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0.</exception>
    public static Tensor Exponential(this Rng rng, ReadOnlySpan<int> shape, double rate = 1, DType dtype = DType.F32) =>
        rate > 0 ? (rng.Open(shape).Log() * (-1 / rate)).To(dtype)
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "Exponential: the rate must be above 0.");

    /// <summary>Standard Gumbel numbers, -log(-log u): the largest of many exponential ones, but for its place.</summary>
    public static Tensor Gumbel(this Rng rng, ReadOnlySpan<int> shape, DType dtype = DType.F32) => rng.Open(shape).Log().Neg().Log().Neg().To(dtype);

    /// <summary>Standard logistic numbers, log u - log(1 - u): the difference of two Gumbel ones.</summary>
    public static Tensor Logistic(this Rng rng, ReadOnlySpan<int> shape, DType dtype = DType.F32)
    {
        var u = rng.Open(shape);
        return (u.Log() - (1 - u).Log()).To(dtype);
    }
}
