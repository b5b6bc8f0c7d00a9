namespace Ganglion;

/// <summary>y[s] = the column-wise minimum of the rows of segment s. Derivative: g at the first row that holds it.</summary>
public static class SegmentMinOp
{
    /// <summary>The smallest element of each column in each run of consecutive rows.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns><c>[segments, …]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_min", Torch = "torch_scatter.segment_min_csr")]
    public static Tensor SegmentMin(this Tensor x, IntTensor pointers)
    {
        SegmentSumOp.Check(x, pointers, "SegmentMin");
        var y = Tensor.Empty([pointers.Length - 1, .. x.Shape[1..]], x.DType);
        Kernels.Current.SegmentReduce(ReduceKind.Min, pointers.Values, x.Detach().Contiguous(), y, Shapes.Count(x.Shape[1..]));
        return Diff.Record("segment_min", y, x, g => g.PutAdd(SegmentMaxOp.Positions(Pointwise.Unary(UnaryKind.Neg, x), pointers), x.Shape));
    }

    internal static IEnumerable<OpCase> Cases() => SegmentSumOp.Cases(SegmentMin);
}
