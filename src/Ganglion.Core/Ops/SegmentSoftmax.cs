namespace Ganglion;

/// <summary>y = eˣ / Σ eˣ, column by column over the rows of each segment. Derivative: y · (g - Σ g·y).</summary>
public static class SegmentSoftmaxOp
{
    /// <summary>Shares that are positive and add up to one over each run of consecutive rows.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns>x's shape.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_softmax", Torch = "torch_geometric.utils.softmax")]
    public static Tensor SegmentSoftmax(this Tensor x, IntTensor pointers)
    {
        SegmentSumOp.Check(x, pointers, "SegmentSoftmax");
        var y = Tensor.Empty(x.Shape, x.DType, "SegmentSoftmax");
        int f = Shapes.Count(x.Shape[1..]);
        Kernels.Current.SegmentSoftmax(pointers.Values, x.Detach().Contiguous(), y, f);
        return Diff.Record("segment_softmax", y, x, g =>
        {
            if (Diff.Recording)
            {
                var segments = SegmentSumOp.Segments(pointers);
                return y * (g - (g * y).SegmentSum(pointers).GatherRows(segments));
            }
            var dx = Tensor.Empty(y.Shape, y.DType, "SegmentSoftmax");
            Kernels.Current.SegmentSoftmaxInput(pointers.Values, y.Detach(), g.Contiguous(), dx, f);
            return dx;
        });
    }

    internal static IEnumerable<OpCase> Cases() => SegmentSumOp.Cases(SegmentSoftmax);
}
