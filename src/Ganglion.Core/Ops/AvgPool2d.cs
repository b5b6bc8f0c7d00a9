namespace Ganglion;

/// <summary>The mean over windows: their sum divided by their size. Derivative: that of the sum.</summary>
public static class AvgPool2dOp
{
    /// <summary>The mean of each window.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="stride">The distance between windows; 0 stands for the window's size.</param>
    /// <param name="padding">At most half the window.</param>
    /// <param name="countIncludePad">Whether padding counts in the size of a window, as it does in PyTorch by default.</param>
    /// <returns><c>[batch, channels, outHeight, outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("avg_pool2d", Onnx = "AveragePool")]
    public static Tensor AvgPool2d(this Tensor x, Size2 kernel, Size2 stride = default, Size2 padding = default, bool countIncludePad = true)
    {
        var s = MaxPool2dOp.Geometry("AvgPool2d", x, kernel, stride, padding);
        var sum = x.SumPool2d(s);
        if (countIncludePad || padding == default) return sum / (double)(kernel.Height * kernel.Width);
        return sum / Tensor.Ones([1, 1, s.Height, s.Width], x.DType).SumPool2d(s with { Batch = 1, Channels = 1, Filters = 1, Groups = 1 });
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. MaxPool2dOp.Cases((x, kernel, stride, padding) => x.AvgPool2d(kernel, stride, padding)),
        new("padding left out", x => x[0].AvgPool2d(3, 2, 1, countIncludePad: false), (int[])[1, 2, 5, 6]),
    ];
}
