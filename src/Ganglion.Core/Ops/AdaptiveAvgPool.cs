namespace Ganglion;

/// <summary>
/// Means over as many regions as asked for: output i of m averages elements ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉ - 1. Derivative: the shares, back.
/// </summary>
public static class AdaptiveAvgPoolOp
{
    /// <summary>The last axes brought to the given sizes by averaging; <c>AdaptiveAvgPool(1, 1)</c> is the global average.</summary>
    /// <param name="x"><c>[…, size, …]</c>, such as <c>[batch, channels, height, width]</c>.</param>
    /// <param name="sizes">One for each of the last axes: one for rows, two for images, three for volumes.</param>
    /// <returns>x's shape with these sizes.</returns>
    /// <exception cref="ArgumentException">More sizes than axes, a size below 1, or an empty axis.</exception>
    [Op("adaptive_avg_pool", Onnx = "GlobalAveragePool", Torch = "torch.nn.functional.adaptive_avg_pool2d")]
    public static Tensor AdaptiveAvgPool(this Tensor x, params ReadOnlySpan<int> sizes)
    {
        int lead = Check("AdaptiveAvgPool", x, sizes);
        if (!sizes.ContainsAnyExcept(1)) return x.Flatten(lead).Mean(-1).Reshape([.. x.Shape[..lead], .. sizes]);
        for (int i = 0; i < sizes.Length; i++)
        {
            int n = x.Shape[lead + i], m = sizes[i];
            if (n == m) continue;
            x = x.MapAxis(MapAxisOp.Matrix(m, n, r =>
            {
                var (from, to) = Region(r, n, m);
                return Enumerable.Range(from, to - from).Select(c => (c, 1.0 / (to - from)));
            }), lead + i);
        }
        return x;
    }

    internal static (int From, int To) Region(int i, int n, int m) => ((int)((long)i * n / m), (int)(((i + 1L) * n + m - 1) / m));

    internal static int Check(string op, Tensor x, ReadOnlySpan<int> sizes)
    {
        int lead = x.Rank - sizes.Length;
        if (lead < 0 || sizes.IsEmpty || sizes.ContainsAnyInRange(int.MinValue, 0) || x.Shape[lead..].Contains(0))
            throw new ArgumentException($"{op}: sizes of 1 or more for the last axes, none of them empty, are needed; got {Shapes.Text(sizes)} for "
                + $"{Shapes.Text(x.Shape)}.", nameof(sizes));
        return lead;
    }

    internal static IEnumerable<OpCase> Cases(Func<Tensor, int[], Tensor> f) =>
    [
        new("no images", x => f(x[0], [2, 2]), (int[])[0, 2, 3, 3]), new("rows", x => f(x[0], [3]), (int[])[2, 2, 7]),
        new("images", x => f(x[0], [2, 3]), (int[])[1, 2, 5, 4]), new("more than there are", x => f(x[0], [4, 3]), (int[])[1, 2, 3, 2]),
        new("global", x => f(x[0], [1, 1]), (int[])[2, 3, 3, 4]), new("equal windows", x => f(x[0], [2, 3]), (int[])[1, 2, 4, 6]),
        new("volumes", x => f(x[0], [2, 1, 3]), (int[])[1, 2, 3, 2, 4]), new("large", x => f(x[0], [5, 7]), (int[])[2, 3, 17, 23]),
    ];

    internal static IEnumerable<OpCase> Cases() => Cases((x, sizes) => x.AdaptiveAvgPool(sizes));
}
