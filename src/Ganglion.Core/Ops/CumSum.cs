namespace Ganglion;

/// <summary>y[i] = Σ x[j] over j ≤ i. Derivative: the running sum of g from the other end.</summary>
public static class CumSumOp
{
    /// <summary>The running sum along one axis, from the end if <paramref name="reverse"/>.</summary>
    [Op("cumsum", Onnx = "CumSum")]
    public static Tensor CumSum(this Tensor x, int axis, bool reverse = false)
    {
        axis = Shapes.Axis(axis, x.Rank, "CumSum");
        var (outer, n, inner) = Reductions.Split(x.Shape, axis);
        var y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Current.CumSum(x.Detach().Contiguous(), y, outer, n, inner, reverse);
        return Diff.Record("cumsum", y, x, g => g.CumSum(axis, !reverse));
    }

    internal static IEnumerable<OpCase> Cases() => [.. Reductions.Cases((x, axis, _) => x.CumSum(axis), empty: true),
        new("reverse", x => x[0].CumSum(1, reverse: true), (int[])[2, 3, 4])];
}
