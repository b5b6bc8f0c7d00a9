namespace Ganglion;

/// <summary>The adjoint of a convolution in its weights. Derivatives: the adjoint in the image, and a convolution.</summary>
internal static class Conv2dWeightOp
{
    /// <summary>The gradient of Σ g · (x ⋆ w) in w: <c>[filters, channels / groups, kernelHeight, kernelWidth]</c>.</summary>
    [Op("conv2d_weight", Torch = "torch.nn.grad.conv2d_weight")]
    public static Tensor Adjoint(Tensor x, Tensor g, ConvShape s)
    {
        Pointwise.SameType("Conv2dWeight", x, g);
        var dw = Tensor.Empty([s.Filters, s.Channels / s.Groups, s.KernelHeight, s.KernelWidth], x.DType, "Conv2dWeight");
        Kernels.Current.Conv2dWeight(x.Detach().Contiguous(), g.Detach().Contiguous(), dw, s);
        return Diff.Record("conv2d_weight", dw, x, u => Conv2dInputOp.Adjoint(g, u, s), g, u => Conv2dOp.Convolve(x, u, s));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((string Name, ConvShape S)[])[
            ("no images", new(0, 2, 4, 4, 3, 3, 3, 1, 1, 0, 0, 1, 1, 1)), ("3×3", new(2, 2, 4, 5, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1)),
            ("stride, dilation", new(1, 2, 6, 7, 2, 2, 2, 2, 1, 1, 0, 1, 2, 1)),
            ("groups", new(2, 4, 3, 3, 2, 2, 2, 1, 1, 0, 0, 1, 1, 2)), ("large", new(2, 8, 11, 13, 10, 3, 3, 1, 1, 1, 1, 1, 1, 1))])
        select new OpCase(c.Name, x => Adjoint(x[0], x[1], c.S), (int[])[c.S.Batch, c.S.Channels, c.S.Height, c.S.Width],
            (int[])[c.S.Batch, c.S.Filters, c.S.OutHeight, c.S.OutWidth]);
}
