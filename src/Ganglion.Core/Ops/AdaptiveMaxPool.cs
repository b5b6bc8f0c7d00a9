namespace Ganglion;

/// <summary>Maxima over as many regions as asked for, cut as <see cref="AdaptiveAvgPoolOp"/> does. Derivative: g at the first position that holds
/// the maximum.</summary>
public static class AdaptiveMaxPoolOp
{
    /// <summary>The last axes brought to the given sizes by taking maxima; <c>AdaptiveMaxPool(1, 1)</c> is the global maximum.</summary>
    /// <param name="x"><c>[…, size, …]</c>, such as <c>[batch, channels, height, width]</c>.</param>
    /// <param name="sizes">One for each of the last axes: one for rows, two for images, three for volumes.</param>
    /// <returns>x's shape with these sizes.</returns>
    /// <exception cref="ArgumentException">More sizes than axes, a size below 1, or an empty axis.</exception>
    [Op("adaptive_max_pool", Onnx = "GlobalMaxPool", Torch = "torch.nn.functional.adaptive_max_pool2d")]
    public static Tensor AdaptiveMaxPool(this Tensor x, params ReadOnlySpan<int> sizes)
    {
        int lead = AdaptiveAvgPoolOp.Check("AdaptiveMaxPool", x, sizes);
        if (!sizes.ContainsAnyExcept(1)) return x.Flatten(lead).Max(-1).Reshape([.. x.Shape[..lead], .. sizes]);
        if (x.Rank == 4 && sizes.Length == 2 && x.Shape[2] % sizes[0] == 0 && x.Shape[3] % sizes[1] == 0)
            return x.MaxPool2d((x.Shape[2] / sizes[0], x.Shape[3] / sizes[1]));
        return x.AdaptiveMaxPoolWithPositions(sizes).Y;
    }

    /// <summary>The same, and where each maximum stands: flat positions in x.</summary>
    public static (Tensor Y, IntTensor Positions) AdaptiveMaxPoolWithPositions(this Tensor x, params ReadOnlySpan<int> sizes)
    {
        int lead = AdaptiveAvgPoolOp.Check("AdaptiveMaxPool", x, sizes);
        double[] values = x.Detach().ToDoubles();
        int[] positions = [.. Enumerable.Range(0, values.Length)], shape = [.. x.Shape];
        for (int axis = x.Rank - 1; axis >= lead; axis--)       // the last axis first, so that of equals the first in memory wins
        {
            var (outer, n, inner) = Reductions.Split(shape, axis);
            positions = Along(values, positions, outer, n, inner, sizes[axis - lead]);
            shape[axis] = sizes[axis - lead];
        }
        var at = IntTensor.Wrap(positions, shape);
        return (x.Take(at), at);
    }

    private static int[] Along(double[] values, int[] positions, int outer, int n, int inner, int m)
    {
        var best = new int[outer * m * inner];
        for (int i = 0; i < best.Length; i++)
        {
            var (from, to) = AdaptiveAvgPoolOp.Region(i / inner % m, n, m);
            int start = i / inner / m * n * inner + i % inner, at = positions[start + from * inner];
            for (int j = from + 1; j < to; j++)
            {
                int other = positions[start + j * inner];
                if (values[other] > values[at] || (double.IsNaN(values[other]) && !double.IsNaN(values[at]))) at = other;
            }
            best[i] = at;
        }
        return best;
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. AdaptiveAvgPoolOp.Cases((x, sizes) => x.AdaptiveMaxPool(sizes)),
        new("global, with positions", x => x[0].AdaptiveMaxPoolWithPositions(1, 1).Y, (int[])[2, 3, 3, 4]),
    ];
}
