namespace Ganglion;

/// <summary>y = x ⋆ w with sparse w. With its two adjoints it is closed under differentiation, as <see cref="Conv2dOp"/> is.</summary>
public static class SparseConv2dOp
{
    /// <summary>A 2-D convolution that works at the non-zero weights only.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="weight"><c>[filters, channels · kernelHeight · kernelWidth]</c>, with values: a dense convolution's weights, reshaped.</param>
    /// <param name="kernel">The size of a window.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together; the message says which.</exception>
    [Op("sparse_conv2d")]
    public static Tensor Conv2d(this Tensor x, Csr weight, Size2 kernel, Size2 stride = default, Padding2 padding = default, Size2 dilation = default)
    {
        if (x.Rank != 4 || weight.Values is not { } values || weight.Columns != x.Shape[1] * kernel.Height * kernel.Width)
            throw new ArgumentException($"Conv2d: [batch, channels, height, width] and sparse weights [filters, channels · kernel] with values are needed; "
                + $"got {Shapes.Text(x.Shape)}, {weight} and a kernel of {kernel}.", nameof(weight));
        Pointwise.SameType("Conv2d", x, values);
        var s = Conv2dOp.Geometry("Conv2d", x.Shape, [weight.Rows, x.Shape[1], kernel.Height, kernel.Width], stride, padding, dilation, 1);
        return Convolve(weight.Pattern, values, x, s);
    }

    private static Tensor Convolve(Pattern places, Tensor values, Tensor x, ConvShape s)
    {
        var y = Tensor.Empty([s.Batch, s.Filters, s.OutHeight, s.OutWidth], x.DType, "Conv2d");
        Kernels.Current.SparseConv2d(places, values.Detach().Contiguous(), x.Detach().Contiguous(), y, s);
        return Diff.Record("sparse_conv2d", y, values, g => Values(places, x, g, s), x, g => Input(places, values, g, s));
    }

    private static Tensor Input(Pattern places, Tensor values, Tensor g, ConvShape s)
    {
        var dx = Tensor.Empty([s.Batch, s.Channels, s.Height, s.Width], g.DType, "Conv2d");
        Kernels.Current.SparseConv2dInput(places, values.Detach().Contiguous(), g.Detach().Contiguous(), dx, s);
        return Diff.Record("sparse_conv2d_input", dx, values, u => Values(places, u, g, s), g, u => Convolve(places, values, u, s));
    }

    private static Tensor Values(Pattern places, Tensor x, Tensor g, ConvShape s)
    {
        var v = Tensor.Empty([places.Ids.Length], x.DType, "Conv2d");
        Kernels.Current.SparseConv2dValues(places, x.Detach().Contiguous(), g.Detach().Contiguous(), v, s);
        return Diff.Record("sparse_conv2d_values", v, x, u => Input(places, u, g, s), g, u => Convolve(places, u, x, s));
    }

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var (name, batch, channels, height, width, filters, k, stride, padding, dilation, entries) in
            ((string, int, int, int, int, int, Size2, Size2, Padding2, Size2, int)[])
            [
                ("no images", 0, 2, 4, 4, 3, 3, 1, 1, 1, 9), ("no weights", 1, 2, 4, 4, 3, 3, 1, 1, 1, 0), ("a point", 1, 1, 1, 1, 1, 1, 1, 0, 1, 1),
                ("3×3", 2, 2, 4, 5, 3, 3, 1, 1, 1, 14), ("1×1", 2, 3, 3, 4, 2, 1, 1, 0, 1, 4), ("stride", 1, 2, 5, 7, 2, (2, 3), 2, (0, 2), 1, 8),
                ("uneven stride", 1, 2, 6, 5, 2, 2, (3, 2), 1, 1, 7), ("dilation", 1, 1, 6, 5, 2, (2, 3), 1, 1, (2, 1), 5),
                ("one-sided padding", 1, 2, 4, 5, 2, 2, 1, new Padding2(0, 1, 1, 0), 1, 6), ("large", 2, 6, 9, 21, 5, 3, 1, 1, 1, 60),
            ])
        {
            var w = SpMMOp.Sample(filters, channels * k.Height * k.Width, entries);
            yield return new(name, x => x[0].Conv2d(w.WithValues(x[1]), k, stride, padding, dilation), (int[])[batch, channels, height, width], (int[])[w.Nonzeros]);
        }
    }
}
