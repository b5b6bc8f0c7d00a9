namespace Ganglion;

/// <summary>x and around it a value, its mirror image, its border or itself again. Derivative: what each place took, back.</summary>
public static class PadWithOp
{
    /// <summary>Elements before and after x along one axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="before">How many before, 0 or more.</param>
    /// <param name="after">How many after, 0 or more.</param>
    /// <param name="mode">What they are.</param>
    /// <param name="value">With <see cref="PadMode.Constant"/>: their value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of elements, or more than the mode can give: for
    /// <see cref="PadMode.Reflect"/> fewer than the axis has, for <see cref="PadMode.Circular"/> as many at most.</exception>
    [Op("pad_with", Onnx = "Pad", Torch = "torch.nn.functional.pad")]
    public static Tensor PadWith(this Tensor x, int axis, int before, int after, PadMode mode, double value = 0)
    {
        axis = Shapes.Axis(axis, x.Rank, "PadWith");
        int n = x.Shape[axis], size = before + n + after, most = Math.Max(before, after);
        if (Math.Min(before, after) < 0 || (most > 0 && mode switch
        {
            PadMode.Constant => false,
            PadMode.Reflect => most >= n,
            PadMode.Replicate => n == 0,
            _ => most > n,
        }))
            throw new ArgumentOutOfRangeException(nameof(before),
                $"PadWith: {before} before and {after} after axis {axis} of {Shapes.Text(x.Shape)} cannot be had by {mode}.");
        if (most == 0) return x;
        if (mode != PadMode.Constant) return x.MapAxis(MapAxisOp.Matrix(size, n, i => [(Source(i - before, n, mode), 1.0)]), axis);
        var y = x.Pad(axis, before, after);
        if (value == 0) return y;
        int[] shape = [.. Enumerable.Repeat(1, x.Rank)];
        shape[axis] = size;
        return y + Tensor.From([.. Enumerable.Range(0, size).Select(i => i >= before && i < before + n ? 0 : value)], shape).To(x.DType);
    }

    /// <summary>Elements around the last two axes, images say.</summary>
    public static Tensor PadWith(this Tensor x, Padding2 padding, PadMode mode, double value = 0) =>
        x.PadWith(-2, padding.Top, padding.Bottom, mode, value).PadWith(-1, padding.Left, padding.Right, mode, value);

    private static int Source(int i, int n, PadMode mode) => mode switch
    {
        PadMode.Reflect => i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i,
        PadMode.Replicate => Math.Clamp(i, 0, n - 1),
        _ => (i + n) % n,
    };

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].PadWith(1, 1, 2, PadMode.Replicate), (int[])[0, 3]),
        new("a value", x => x[0].PadWith(1, 1, 2, PadMode.Constant, 0.5), (int[])[2, 3]),
        new("mirrored", x => x[0].PadWith(0, 2, 1, PadMode.Reflect), (int[])[3, 2]),
        new("border", x => x[0].PadWith(-1, 1, 4, PadMode.Replicate), (int[])[2, 3]),
        new("around", x => x[0].PadWith(1, 3, 2, PadMode.Circular), (int[])[2, 3, 2]),
        new("images", x => x[0].PadWith((1, 0, 2, 1), PadMode.Reflect), (int[])[1, 2, 4, 3]),
        new("large", x => x[0].PadWith(7, PadMode.Circular), (int[])[3, 33, 21]),
    ];
}
