namespace Ganglion;

/// <summary>
/// Counter-based, splittable randomness (Philox 4x32-10, Salmon et al. 2011). A value, not a generator: the same key gives the
/// same numbers, whatever the order of calls or the number of threads. Split it, by name or number, for each use.
/// </summary>
public readonly record struct Rng(ulong Key)
{
    /// <summary>An independent key for a named use: <c>rng.Split("dropout")</c>.</summary>
    public Rng Split(string use)
    {
        ulong h = 14695981039346656037;
        foreach (char c in use) h = (h ^ c) * 1099511628211;
        return Split(h);
    }

    /// <summary>An independent key for a numbered use: a step, an epoch, a layer.</summary>
    public Rng Split(long number) => Split(Mix((ulong)number + 0x9E3779B97F4A7C15));

    private Rng Split(ulong salt) => new(Mix(Key ^ Mix(salt)));

    /// <summary>Uniform numbers in [low, high).</summary>
    public Tensor Uniform(ReadOnlySpan<int> shape, double low = 0, double high = 1, DType dtype = DType.F32)
    {
        var t = Tensor.Empty(shape, dtype);
        Kernels.Current.Uniform(Key, low, high, t);
        return t;
    }

    /// <summary>Normal numbers by Box and Muller's transform.</summary>
    public Tensor Normal(ReadOnlySpan<int> shape, double mean = 0, double deviation = 1, DType dtype = DType.F32)
    {
        var t = Tensor.Empty(shape, dtype);
        Kernels.Current.Normal(Key, mean, deviation, t);
        return t;
    }

    /// <summary>Whole numbers in [0, limit).</summary>
    public int[] Integers(int count, int limit)
    {
        var result = new int[count];
        for (int i = 0; i < count; i++) result[i] = (int)((Philox.Word(Key, (ulong)i) * (ulong)limit) >> 32);
        return result;
    }

    /// <summary>One uniform number in [0, 1), the <paramref name="index"/>-th of this key.</summary>
    public double Uniform(long index = 0) => Philox.Word(Key, (ulong)index) * (1.0 / 4294967296);

    /// <summary>The numbers 0 to n - 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int n)
    {
        var p = new int[n];
        for (int i = 0; i < n; i++) p[i] = i;
        for (int i = n - 1; i > 0; i--)
        {
            int j = (int)((Philox.Word(Key, (ulong)i) * (ulong)(i + 1)) >> 32);
            (p[i], p[j]) = (p[j], p[i]);
        }
        return p;
    }

    private static ulong Mix(ulong z)                           // SplitMix64's finaliser
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
