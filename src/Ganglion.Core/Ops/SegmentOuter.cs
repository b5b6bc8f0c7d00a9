namespace Ganglion;

/// <summary>y[s] = x[rows of s]ᵀ·g[rows of s], block by block: the derivative of <see cref="SegmentMatMulOp"/> in its matrices. Derivatives:
/// SegmentMatMul of g and of x.</summary>
public static class SegmentOuterOp
{
    /// <summary>The sum of outer products of each segment's rows.</summary>
    /// <param name="x"><c>[n, blocks · inputs]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n.</param>
    /// <param name="g"><c>[n, blocks · outputs]</c>.</param>
    /// <param name="blocks">The number of blocks.</param>
    /// <returns><c>[segments, blocks, inputs, outputs]</c>; an empty segment gives 0.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or the pointers do not run from 0 to n without falling.</exception>
    [Op("segment_outer")]
    internal static Tensor SegmentOuter(Tensor x, IntTensor pointers, Tensor g, int blocks)
    {
        Pointwise.SameType("SegmentOuter", x, g);
        SegmentSumOp.Check(x, pointers, "SegmentOuter");
        if (x.Rank != 2 || g.Rank != 2 || x.Shape[0] != g.Shape[0] || x.Shape[1] % blocks != 0 || g.Shape[1] % blocks != 0)
            throw new ArgumentException($"SegmentOuter: two matrices of as many rows, of widths that {blocks} divides, are needed; got "
                + $"{Shapes.Text(x.Shape)} and {Shapes.Text(g.Shape)}.");
        int segments = pointers.Length - 1, inputs = x.Shape[1] / blocks, outputs = g.Shape[1] / blocks;
        var y = Tensor.Zeros([segments, blocks, inputs, outputs], x.DType);
        Tensor a = x.Detach().Contiguous(), b = g.Detach().Contiguous();
        for (int s = 0; s < segments; s++)
        {
            int from = pointers[s], n = pointers[s + 1] - from;
            if (n > 0)
                Kernels.Current.MatMul(SegmentMatMulOp.ByBlock(a.Slice(0, from, n), blocks), true, n * inputs,
                    SegmentMatMulOp.ByBlock(b.Slice(0, from, n), blocks), false, n * outputs, y.Slice(0, s, 1), blocks, inputs, outputs, n);
        }
        return Diff.Record("segment_outer", y,
            x, h => g.SegmentMatMul(pointers, h.Transpose()), g, h => x.SegmentMatMul(pointers, h));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("nothing", x => SegmentOuter(x[0], (int[])[0, 0], x[1], 1), (int[])[0, 2], (int[])[0, 3]),
        new("segments", x => SegmentOuter(x[0], (int[])[0, 2, 2, 5], x[1], 1), (int[])[5, 3], (int[])[5, 2]),
        new("blocks", x => SegmentOuter(x[0], (int[])[0, 1, 4], x[1], 3), (int[])[4, 6], (int[])[4, 3]),
    ];
}
