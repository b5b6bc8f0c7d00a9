namespace Ganglion;

/// <summary>The windows of images, each as a column (im2col). Derivative: <see cref="FoldOp.Fold"/>.</summary>
public static class UnfoldOp
{
    /// <summary>Each window's channels and elements in a column, as PyTorch's <c>unfold</c> has them.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <returns><c>[batch, channels · kernelHeight · kernelWidth, outHeight · outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("unfold", Torch = "torch.nn.functional.unfold")]
    public static Tensor Unfold(this Tensor x, Size2 kernel, Size2 stride = default, Padding2 padding = default, Size2 dilation = default)
    {
        if (x.Rank != 4) throw new ArgumentException($"Unfold: [batch, channels, height, width] is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        if (stride == default) stride = 1;
        if (dilation == default) dilation = 1;
        var windows = x.Pad(2, padding.Top, padding.Bottom).Pad(3, padding.Left, padding.Right)
            .Windows(2, kernel.Height, stride.Height, dilation.Height).Windows(4, kernel.Width, stride.Width, dilation.Width);
        return windows.Permute(0, 1, 3, 5, 2, 4)
            .Reshape(x.Shape[0], x.Shape[1] * kernel.Height * kernel.Width, windows.Shape[2] * windows.Shape[4]);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].Unfold(2), (int[])[0, 2, 3, 3]), new("3×2", x => x[0].Unfold((3, 2)), (int[])[2, 2, 4, 5]),
        new("every option", x => x[0].Unfold((2, 3), (2, 1), (1, 0, 0, 2), (1, 2)), (int[])[1, 2, 4, 5]),
        new("large", x => x[0].Unfold(3, 2, 1), (int[])[2, 5, 17, 19]),
    ];
}
