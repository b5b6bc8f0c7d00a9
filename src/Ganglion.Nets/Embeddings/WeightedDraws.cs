namespace Ganglion.Nets;

/// <summary>Draws of numbers with given weights, in constant time each (alias method: Walker 1977, in the form of Vose 1991).</summary>
public sealed class WeightedDraws
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>Prepares draws of 0 to <paramref name="weights"/>' length - 1.</summary>
    /// <param name="weights">Zero or more each; all zero stands for equal weights.</param>
    /// <exception cref="ArgumentException">There are none, or one is negative or not a number.</exception>
    public WeightedDraws(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) throw new ArgumentException("WeightedDraws: nothing to draw from; give at least one weight.", nameof(weights));
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException($"WeightedDraws: weight {i} is {weights[i]}; weights are zero or more, and finite.", nameof(weights));
            sum += weights[i];
        }
        (_keep, _alias) = (new double[weights.Length], new int[weights.Length]);
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (int i = 0; i < weights.Length; i++)
        {
            (_keep[i], _alias[i]) = (sum > 0 ? weights[i] / sum * weights.Length : 1, i);
            (_keep[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int low = small.Pop(), high = large.Pop();
            _alias[low] = high;
            _keep[high] -= 1 - _keep[low];
            (_keep[high] < 1 ? small : large).Push(high);
        }
        foreach (int rest in small.Concat(large)) _keep[rest] = 1;
    }

    /// <summary>Some draws, in order.</summary>
    public int[] Draw(int count, Rng rng)
    {
        var words = new WordStream(rng.Key);
        var drawn = new int[count];
        for (int i = 0; i < count; i++) drawn[i] = Draw(ref words);
        return drawn;
    }

    // One word of 64 bits says both which place and whether it is kept.
    internal int Draw(ref WordStream words)
    {
        int place = (int)Math.BigMul(words.Next(), (ulong)_keep.Length, out ulong rest);
        return rest * (1.0 / 18446744073709551616.0) < _keep[place] ? place : _alias[place];
    }
}

/// <summary>Random words one after another (SplitMix64, Steele, Lea and Flood 2014): a stream of its own for a loop that draws millions.</summary>
internal struct WordStream(ulong key)
{
    private ulong _state = key;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
