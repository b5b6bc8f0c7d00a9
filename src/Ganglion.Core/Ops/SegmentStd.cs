namespace Ganglion;

/// <summary>y[s] = √(Σ (x - mean)² / count) over the rows of segment s. Derivative: 0 where the deviation is 0.</summary>
public static class SegmentStdOp
{
    /// <summary>The standard deviation of each run of consecutive rows, column by column.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns><c>[segments, …]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_std", Torch = "torch_geometric.nn.aggr.StdAggregation")]
    public static Tensor SegmentStd(this Tensor x, IntTensor pointers)
    {
        var variance = x.SegmentVar(pointers);
        Tensor zero = Tensor.Scalar(0, x.DType), positive = variance.Detach().Greater(0);
        return positive.Where(positive.Where(variance, Tensor.Scalar(1, x.DType)).Sqrt(), zero);
    }

    /// <summary>The mean square deviation of each run of consecutive rows from its mean; an empty segment gives 0.</summary>
    public static Tensor SegmentVar(this Tensor x, IntTensor pointers) =>
        (x - x.SegmentMean(pointers).GatherRows(SegmentSumOp.Segments(pointers))).Square().SegmentMean(pointers);

    internal static IEnumerable<OpCase> Cases() => SegmentSumOp.Cases(SegmentStd);
}
