namespace Ganglion;

/// <summary>y[s] = Σ of the rows of segment s. Derivative: g[s] for each row of s, by <see cref="GatherRowsOp.GatherRows"/>.</summary>
public static class SegmentSumOp
{
    /// <summary>The sum of each run of consecutive rows.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <returns><c>[segments, …]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to n without falling.</exception>
    [Op("segment_sum", Torch = "torch_scatter.segment_sum_csr")]
    public static Tensor SegmentSum(this Tensor x, IntTensor pointers)
    {
        Check(x, pointers, "SegmentSum");
        var y = Tensor.Empty([pointers.Length - 1, .. x.Shape[1..]], x.DType);
        Kernels.Current.SegmentReduce(ReduceKind.Sum, pointers.Values, x.Detach().Contiguous(), y, Shapes.Count(x.Shape[1..]));
        return Diff.Record("segment_sum", y, x, g => g.GatherRows(Segments(pointers)));
    }

    internal static void Check(Tensor x, IntTensor pointers, string op)
    {
        int n = x.Rank == 0 ? -1 : x.Shape[0];
        bool valid = n >= 0 && pointers.Length > 0 && pointers[0] == 0 && pointers[pointers.Length - 1] == n;
        for (int s = 1; valid && s < pointers.Length; s++) valid = pointers[s] >= pointers[s - 1];
        if (!valid)
            throw new ArgumentException(
                $"{op}: pointers run from 0 to the number of rows without falling; got {pointers.Length} pointers for shape {Shapes.Text(x.Shape)}.",
                nameof(pointers));
    }

    /// <summary>The segment of each row.</summary>
    internal static IntTensor Segments(IntTensor pointers)
    {
        var segments = new int[pointers[pointers.Length - 1]];
        for (int s = 0; s < pointers.Length - 1; s++) segments.AsSpan(pointers[s]..pointers[s + 1]).Fill(s);
        return segments;
    }

    internal static IEnumerable<OpCase> Cases(Func<Tensor, IntTensor, Tensor> f) =>
    [
        new("no rows", x => f(x[0], (int[])[0, 0, 0]), (int[])[0, 3]), new("no segments", x => f(x[0], (int[])[0]), (int[])[0, 3]),
        new("vector", x => f(x[0], (int[])[0, 2, 2, 5]), (int[])[5]),
        new("matrix", x => f(x[0], (int[])[0, 1, 1, 4, 7]), (int[])[7, 3]), new("three axes", x => f(x[0], (int[])[0, 3, 4]), (int[])[4, 2, 3]),
        new("large", x => f(x[0], (int[])[0, 40, 41, 300]), (int[])[300, 33]),
    ];

    internal static IEnumerable<OpCase> Cases() => Cases(SegmentSum);
}
