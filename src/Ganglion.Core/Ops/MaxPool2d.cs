namespace Ganglion;

/// <summary>The maximum over windows. Derivative: g at the first position of each window that holds it.</summary>
public static class MaxPool2dOp
{
    /// <summary>The largest element of each window; padding never wins.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="stride">The distance between windows; 0 stands for the window's size.</param>
    /// <param name="padding">At most half the window.</param>
    /// <returns><c>[batch, channels, outHeight, outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("max_pool2d", Onnx = "MaxPool")]
    public static Tensor MaxPool2d(this Tensor x, Size2 kernel, Size2 stride = default, Size2 padding = default)
    {
        var s = Geometry("MaxPool2d", x, kernel, stride, padding);
        var y = Tensor.Empty([s.Batch, s.Channels, s.OutHeight, s.OutWidth], x.DType);
        var positions = new int[y.Length];
        Kernels.Current.MaxPool2d(x.Detach().Contiguous(), y, positions, s);
        int[] before = x.ShapeArray;
        return Diff.Record("max_pool2d", y, x, g => g.PutAdd(positions, before));
    }

    internal static ConvShape Geometry(string op, Tensor x, Size2 kernel, Size2 stride, Size2 padding)
    {
        if (x.Rank != 4) throw new ArgumentException($"{op}: [batch, channels, height, width] is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        if (2 * padding.Height > kernel.Height || 2 * padding.Width > kernel.Width)
            throw new ArgumentException(
                $"{op}: padding {padding.Height}×{padding.Width} exceeds half the window {kernel.Height}×{kernel.Width}: some windows would lie "
                + "in it wholly.", nameof(padding));
        return Conv2dOp.Geometry(op, x.Shape, [x.Shape[1], 1, kernel.Height, kernel.Width], stride == default ? kernel : stride, padding, 1,
            Math.Max(1, x.Shape[1]));
    }

    internal static IEnumerable<OpCase> Cases(Func<Tensor, Size2, Size2, Size2, Tensor> f) =>
    [
        new("no images", x => f(x[0], 2, default, default), (int[])[0, 3, 4, 4]), new("2×2", x => f(x[0], 2, default, default), (int[])[2, 3, 4, 6]),
        new("rest at the border", x => f(x[0], (2, 3), default, default), (int[])[1, 2, 5, 7]),
        new("overlap and padding", x => f(x[0], 3, 2, 1), (int[])[1, 2, 5, 6]), new("large", x => f(x[0], 3, 2, 1), (int[])[2, 7, 23, 29]),
    ];

    internal static IEnumerable<OpCase> Cases() => Cases(MaxPool2d);
}
