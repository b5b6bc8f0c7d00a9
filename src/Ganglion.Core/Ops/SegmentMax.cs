namespace Ganglion;

/// <summary>y[s] = the column-wise maximum of the rows of segment s. Derivative: g at the first row that holds it.</summary>
public static class SegmentMaxOp
{
    /// <summary>The largest element of each column in each run of consecutive rows.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns><c>[segments, …]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_max", Torch = "torch_scatter.segment_max_csr")]
    public static Tensor SegmentMax(this Tensor x, IntTensor pointers)
    {
        SegmentSumOp.Check(x, pointers, "SegmentMax");
        var y = Tensor.Empty([pointers.Length - 1, .. x.Shape[1..]], x.DType);
        Kernels.Current.SegmentReduce(ReduceKind.Max, pointers.Values, x.Detach().Contiguous(), y, Shapes.Count(x.Shape[1..]));
        return Diff.Record("segment_max", y, x, g => g.PutAdd(Positions(x, pointers), x.Shape));
    }

    // The flat position of each maximum, -1 for an empty segment.
    internal static IntTensor Positions(Tensor x, IntTensor pointers)
    {
        int f = Shapes.Count(x.Shape[1..]);
        var rows = new int[(pointers.Length - 1) * f];
        Kernels.Current.SegmentArgMax(pointers.Values, null, x.Detach().Contiguous(), rows, f);
        for (int i = 0; i < rows.Length; i++) if (rows[i] >= 0) rows[i] = rows[i] * f + i % f;
        return rows;
    }

    internal static IEnumerable<OpCase> Cases() => SegmentSumOp.Cases(SegmentMax);
}
