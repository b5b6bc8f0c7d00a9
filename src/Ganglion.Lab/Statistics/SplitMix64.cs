namespace Ganglion.Lab;

/// <summary>Counter-based randomness (Steele, Lea and Flood 2014): a draw depends on seed and counter, never on call order or threads.</summary>
internal static class SplitMix64
{
    /// <summary>64 random bits.</summary>
    public static ulong Bits(ulong seed, ulong counter) => Mix(Mix(seed) + (counter + 1) * 0x9E3779B97F4A7C15);

    /// <summary>A whole number in <c>0..count-1</c>, unbiased to within 2⁻³².</summary>
    public static int Below(int count, ulong seed, ulong counter) => (int)((UInt128)Bits(seed, counter) * (uint)count >> 64);

    /// <summary>A number in <c>[0, 1)</c>.</summary>
    public static double Uniform(ulong seed, ulong counter) => (Bits(seed, counter) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
