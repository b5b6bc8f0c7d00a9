namespace Ganglion;

/// <summary>Windows of one axis laid back and added where they overlap. Derivative: <see cref="WindowsOp.Windows"/>.</summary>
public static class OverlapAddOp
{
    /// <summary>y[…, i · step + j · dilation, …] = Σ x[…, i, j, …] over all windows i and places j within them that meet there.</summary>
    /// <param name="x"><c>[…, windows, size, …]</c>.</param>
    /// <param name="axis">The axis of the windows; their elements are the next axis.</param>
    /// <param name="length">The size of the result's axis: what the windows reach, or more, which is zero.</param>
    /// <param name="step">The distance between windows, 1 or more.</param>
    /// <param name="dilation">The distance between the elements of a window, 1 or more.</param>
    /// <returns><c>[…, length, …]</c>.</returns>
    /// <exception cref="ArgumentException">The windows reach beyond the length.</exception>
    [Op("overlap_add")]
    public static Tensor OverlapAdd(this Tensor x, int axis, int length, int step = 1, int dilation = 1)
    {
        axis = Shapes.Axis(axis, x.Rank - 1, "OverlapAdd");
        int windows = x.Shape[axis], size = x.Shape[axis + 1];
        int reach = windows == 0 || size == 0 ? 0 : (windows - 1) * step + dilation * (size - 1) + 1;
        if (step < 1 || dilation < 1 || reach > length)
            throw new ArgumentException($"OverlapAdd: {windows} windows of {size} elements {dilation} apart in steps of {step} reach {reach}, "
                + $"beyond the length {length}; steps and dilations are 1 or more.", nameof(length));
        var y = Tensor.Empty([.. x.Shape[..axis], length, .. x.Shape[(axis + 2)..]], x.DType, "OverlapAdd");
        var (pointers, columns) = Meetings(windows, size, length, step, dilation);
        Kernels.Current.MapAxis(pointers, columns, null, x.Detach().Contiguous(), y, Shapes.Count(x.Shape[..axis]), windows * size,
            Shapes.Count(x.Shape[(axis + 2)..]));
        int[] before = x.ShapeArray;
        return Diff.Record("overlap_add", y, x, g => reach == 0 ? Tensor.Zeros(before, g.DType)
            : g.Slice(axis, 0, reach).Windows(axis, size, step, dilation));
    }

    // For each place of the result, the elements (window, place within it) that meet there.
    private static (int[] Pointers, int[] Columns) Meetings(int windows, int size, int length, int step, int dilation)
    {
        var pointers = new int[length + 1];
        var columns = new int[windows * size];
        int at = 0;
        for (int p = 0; p < length; p++, pointers[p] = at)
            for (int j = Math.Min(size - 1, p / dilation); j >= 0; j--)
            {
                int start = p - j * dilation;
                if (start / step >= windows) break;
                if (start % step == 0) columns[at++] = start / step * size + j;
            }
        return (pointers, columns);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].OverlapAdd(1, 4), (int[])[0, 3, 2]), new("no windows", x => x[0].OverlapAdd(0, 3), (int[])[0, 2, 2]),
        new("vector", x => x[0].OverlapAdd(0, 5), (int[])[4, 2]),
        new("steps and dilation", x => x[0].OverlapAdd(1, 10, 2, 3), (int[])[2, 3, 2, 2]),
        new("gaps", x => x[0].OverlapAdd(0, 9, 4), (int[])[2, 2, 3]),
        new("large", x => x[0].OverlapAdd(1, 40, 2), (int[])[9, 18, 5, 33]),
    ];
}
