namespace Ganglion;

/// <summary>The sum over windows, padding counting as 0. Derivative: its adjoint, and the other way round.</summary>
internal static class SumPool2dOp
{
    [Op("sum_pool2d")]
    public static Tensor SumPool2d(this Tensor x, ConvShape s)
    {
        var y = Tensor.Empty([s.Batch, s.Channels, s.OutHeight, s.OutWidth], x.DType);
        Kernels.Current.SumPool2d(x.Detach().Contiguous(), y, s);
        return Diff.Record("sum_pool2d", y, x, g => g.SumPool2dAdjoint(s));
    }

    /// <summary>Each element of g added to all elements of its window.</summary>
    public static Tensor SumPool2dAdjoint(this Tensor g, ConvShape s)
    {
        var dx = Tensor.Empty([s.Batch, s.Channels, s.Height, s.Width], g.DType);
        Kernels.Current.SumPool2dAdjoint(g.Detach().Contiguous(), dx, s);
        return Diff.Record("sum_pool2d_adjoint", dx, g, u => u.SumPool2d(s));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. MaxPool2dOp.Cases((x, kernel, stride, padding) => x.SumPool2d(MaxPool2dOp.Geometry("SumPool2d", x.Shape, kernel, stride, padding))),
        new("adjoint", x => x[0].SumPool2dAdjoint(new(1, 2, 5, 6, 2, 3, 3, 2, 2, 1, 1, 1, 1, 2)), (int[])[1, 2, 3, 3]),
    ];
}
