namespace Ganglion;

/// <summary>The order of the elements along the last axis. No derivative; what is taken in that order has one.</summary>
public static class ArgSortOp
{
    /// <summary>For each row of the last axis, the positions of its elements from smallest to largest; equal ones keep their order.</summary>
    /// <param name="x"><c>[…, n]</c>; NaN counts as smallest.</param>
    /// <param name="descending">From largest to smallest.</param>
    /// <returns>Positions within the row, in x's shape.</returns>
    [Op("argsort", Order = 0)]
    public static IntTensor ArgSort(this Tensor x, bool descending = false)
    {
        if (x.Rank == 0) throw new ArgumentException("ArgSort: one axis or more is needed; got a scalar.", nameof(x));
        int n = x.Shape[^1];
        double[] values = x.Detach().ToDoubles();
        var order = new int[values.Length];
        for (int start = 0; start < values.Length; start += n)
        {
            int from = start;
            var row = order.AsSpan(start, n);
            for (int i = 0; i < n; i++) row[i] = i;
            row.Sort((a, b) =>
            {
                int c = values[from + a].CompareTo(values[from + b]);
                return c == 0 ? a.CompareTo(b) : descending ? -c : c;
            });
        }
        return IntTensor.Wrap(order, [.. x.Shape]);
    }

    /// <summary>The k largest elements of each row of the last axis, largest first, and their positions; the values can be differentiated.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 0 or above the size of the axis.</exception>
    public static (Tensor Values, IntTensor Positions) TopK(this Tensor x, int k)
    {
        int n = x.Size(-1), rows = n == 0 ? 0 : x.Length / n;
        if (k < 0 || k > n)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"TopK: k is 0 to {n}, the size of the last axis of {Shapes.Text(x.Shape)}.");
        var order = x.ArgSort(descending: true);
        int[] within = new int[rows * k], flat = new int[rows * k], shape = [.. x.Shape[..^1], k];
        for (int i = 0; i < flat.Length; i++)
        {
            within[i] = order[i / k * n + i % k];
            flat[i] = i / k * n + within[i];
        }
        return (x.Take(IntTensor.Wrap(flat, shape)), IntTensor.Wrap(within, shape));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].ArgSort().ToTensor(x[0].DType), (int[])[0, 3]), new("rows", x => x[0].ArgSort().ToTensor(x[0].DType), (int[])[4, 5]),
        new("descending", x => x[0].ArgSort(descending: true).ToTensor(x[0].DType), (int[])[7]),
        new("the largest", x => x[0].TopK(2).Values, (int[])[3, 5]),
    ];
}
