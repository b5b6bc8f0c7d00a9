using System.Numerics;

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
        var source = x.Detach().Contiguous();
        int[] shape = [.. x.Shape[..lead], .. sizes];
        var at = IntTensor.Wrap(x.DType == DType.F32 ? Search<float>(source, lead, sizes) : Search<double>(source, lead, sizes), shape);
        return (x.Take(at), at);
    }

    // An axis at a time, the last first, so that of equals the first in memory wins.
    private static int[] Search<T>(Tensor x, int lead, ReadOnlySpan<int> sizes) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[]? positions = null;
        int[] shape = [.. x.Shape];
        for (int axis = x.Rank - 1; axis >= lead; axis--)
        {
            var (outer, n, inner) = Reductions.Split(shape, axis);
            positions = Along<T>(x.Span<T>(), positions, outer, n, inner, sizes[axis - lead]);
            shape[axis] = sizes[axis - lead];
        }
        return positions!;
    }

    private static int[] Along<T>(ReadOnlySpan<T> values, int[]? positions, int outer, int n, int inner, int m)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var best = new int[outer * m * inner];
        for (int o = 0, write = 0; o < outer; o++)
            for (int r = 0; r < m; r++)
            {
                var (from, to) = AdaptiveAvgPoolOp.Region(r, n, m);
                for (int k = 0; k < inner; k++, write++)
                {
                    int first = (o * n + from) * inner + k, end = first + (to - from) * inner, at = positions is null ? first : positions[first];
                    var top = values[at];
                    for (int j = first + inner; j < end; j += inner)
                    {
                        int other = positions is null ? j : positions[j];
                        if (values[other] <= top || T.IsNaN(top)) continue;             // not a number counts as largest
                        (at, top) = (other, values[other]);
                    }
                    best[write] = at;
                }
            }
        return best;
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. AdaptiveAvgPoolOp.Cases((x, sizes) => x.AdaptiveMaxPool(sizes)),
        new("global, with positions", x => x[0].AdaptiveMaxPoolWithPositions(1, 1).Y, (int[])[2, 3, 3, 4]),
    ];
}
