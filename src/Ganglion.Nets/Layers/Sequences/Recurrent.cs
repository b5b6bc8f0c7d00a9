namespace Ganglion.Nets;

/// <summary>How recurrent layers are stacked, whatever their cell.</summary>
internal static class Recurrent
{
    /// <summary>The width of each cell's input.</summary>
    public static IEnumerable<int> Widths(int inputs, int units, int layers, bool bidirectional)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        int directions = bidirectional ? 2 : 1;
        return Enumerable.Range(0, layers * directions).Select(i => i < directions ? inputs : units * directions);
    }

    /// <summary>Runs <paramref name="read"/> (input, cell, whether in reverse) layer after layer.</summary>
    public static Tensor Run(Tensor x, int cells, bool bidirectional, double dropout, Rng? rng, Func<Tensor, int, bool, Tensor> read)
    {
        int directions = bidirectional ? 2 : 1;
        for (int i = 0; i < cells; i += directions)
        {
            if (i > 0 && rng is { } key && dropout > 0) x = x.Dropout(dropout, key.Split(i));
            x = bidirectional ? Tensor.Concat([read(x, i, false), read(x, i + 1, true)], 2) : read(x, i, false);
        }
        return x;
    }
}
