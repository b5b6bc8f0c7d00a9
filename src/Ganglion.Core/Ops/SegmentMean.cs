namespace Ganglion;

/// <summary>y[s] = the mean of the rows of segment s: sums times reciprocal counts. Derivative: g[s] / count for each row of s.</summary>
public static class SegmentMeanOp
{
    /// <summary>The mean of each run of consecutive rows.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns><c>[segments, …]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_mean", Torch = "torch_scatter.segment_mean_csr")]
    public static Tensor SegmentMean(this Tensor x, IntTensor pointers)
    {
        var sum = x.SegmentSum(pointers);
        var scale = new double[pointers.Length - 1];
        for (int s = 0; s < scale.Length; s++) scale[s] = 1.0 / Math.Max(1, pointers[s + 1] - pointers[s]);
        int[] shape = [.. sum.Shape];
        shape.AsSpan(1).Fill(1);
        return sum * Tensor.From(scale).To(x.DType).Reshape(shape);
    }

    internal static IEnumerable<OpCase> Cases() => SegmentSumOp.Cases(SegmentMean);
}
