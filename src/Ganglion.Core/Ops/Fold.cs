namespace Ganglion;

/// <summary>Columns laid back as windows of images and added where they overlap (col2im). Derivative: <see cref="UnfoldOp.Unfold"/>.</summary>
public static class FoldOp
{
    /// <summary>The adjoint of <see cref="UnfoldOp.Unfold"/> with the same options, as PyTorch's <c>fold</c>.</summary>
    /// <param name="x"><c>[batch, channels · kernelHeight · kernelWidth, outHeight · outWidth]</c>.</param>
    /// <param name="size">Of the images.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">What lies around the image and is dropped.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <returns><c>[batch, channels, height, width]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("fold", Onnx = "Col2Im", Torch = "torch.nn.functional.fold")]
    public static Tensor Fold(this Tensor x, Size2 size, Size2 kernel, Size2 stride = default, Padding2 padding = default, Size2 dilation = default)
    {
        if (stride == default) stride = 1;
        if (dilation == default) dilation = 1;
        int height = size.Height + padding.Top + padding.Bottom, width = size.Width + padding.Left + padding.Right;
        int taps = kernel.Height * kernel.Width;
        int down = (height - dilation.Height * (kernel.Height - 1) - 1) / stride.Height + 1;
        int across = (width - dilation.Width * (kernel.Width - 1) - 1) / stride.Width + 1;
        if (x.Rank != 3 || taps < 1 || x.Shape[1] % taps != 0 || x.Shape[2] != down * across)
            throw new ArgumentException($"Fold: images of {size.Height}×{size.Width} with these windows take [batch, channels · {taps}, {down} · "
                + $"{across}]; got {Shapes.Text(x.Shape)}.", nameof(x));
        return x.Reshape(x.Shape[0], x.Shape[1] / taps, kernel.Height, kernel.Width, down, across)
            .Permute(0, 1, 3, 4, 2, 5).OverlapAdd(3, height, stride.Height, dilation.Height).Slice(3, padding.Top, size.Height)
            .Permute(0, 1, 3, 4, 2).OverlapAdd(3, width, stride.Width, dilation.Width).Slice(3, padding.Left, size.Width);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].Fold(3, 2), (int[])[0, 8, 4]), new("3×2", x => x[0].Fold((4, 5), (3, 2)), (int[])[2, 12, 8]),
        new("every option", x => x[0].Fold((4, 5), (2, 3), (2, 1), (1, 0, 0, 2), (1, 2)), (int[])[1, 12, 6]),
        new("large", x => x[0].Fold((17, 19), 3, 2, 1), (int[])[2, 45, 90]),
    ];
}
