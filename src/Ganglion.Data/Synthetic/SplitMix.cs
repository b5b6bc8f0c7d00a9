namespace Ganglion.Data;

/// <summary>
/// SplitMix64 as a counter: the n-th number of a stream is a hash of seed and n, so results depend neither on call order between streams nor on
/// threads.
/// </summary>
/// <remarks>Steele, Lea and Flood 2014 (OOPSLA), the generator of java.util.SplittableRandom.</remarks>
internal sealed class SplitMix(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state = Mix(seed + Golden);

    /// <summary>An independent stream of its own for each number.</summary>
    public SplitMix Split(ulong stream) => new(Mix(state ^ Mix(stream + Golden)));

    public ulong Next() => Mix(state += Golden);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform among 0 … count − 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Normal with mean 0 and variance 1, by the Box-Muller transform.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
