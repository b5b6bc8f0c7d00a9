namespace Ganglion;

/// <summary>
/// Rows in consecutive segments, each segment with a matrix of its own: y[rows of s] = x[rows of s]·w[s]; with block-diagonal matrices, block
/// by block. Derivatives: the same with w transposed, and <see cref="SegmentOuterOp"/> of x and g.
/// </summary>
public static class SegmentMatMulOp
{
    /// <summary>The product of each segment's rows with the segment's matrix.</summary>
    /// <param name="x"><c>[n, inputs]</c>, or <c>[n, blocks · inputs]</c>.</param>
    /// <param name="pointers">segments + 1 positions from 0 to n: segment s is rows pointers[s] to pointers[s + 1] - 1.</param>
    /// <param name="w"><c>[segments, inputs, outputs]</c>, or <c>[segments, blocks, inputs, outputs]</c>.</param>
    /// <returns><c>[n, outputs]</c>, or <c>[n, blocks · outputs]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or the pointers do not run from 0 to n without falling.</exception>
    [Op("segment_matmul", Torch = "pyg_lib.ops.segment_matmul")]
    public static Tensor SegmentMatMul(this Tensor x, IntTensor pointers, Tensor w)
    {
        Pointwise.SameType("SegmentMatMul", x, w);
        SegmentSumOp.Check(x, pointers, "SegmentMatMul");
        int segments = pointers.Length - 1, blocks = w.Rank == 4 ? w.Shape[1] : 1;
        if (x.Rank != 2 || w.Rank is not (3 or 4) || w.Shape[0] != segments || x.Shape[1] != blocks * w.Shape[^2])
            throw new ArgumentException($"SegmentMatMul: {segments} segments take x [n, blocks · inputs] and w [{segments}, (blocks,) inputs, outputs]; got "
                + $"{Shapes.Text(x.Shape)} and {Shapes.Text(w.Shape)}.");
        int inputs = w.Shape[^2], outputs = w.Shape[^1];
        var y = Tensor.Empty([x.Shape[0], blocks * outputs], x.DType);
        Tensor a = x.Detach().Contiguous(), b = w.Detach().Contiguous();
        for (int s = 0; s < segments; s++)
        {
            int from = pointers[s], n = pointers[s + 1] - from;
            if (n == 0) continue;
            Tensor rows = ByBlock(a.Slice(0, from, n), blocks), matrix = b.Slice(0, s, 1), to = y.Slice(0, from, n);
            if (blocks == 1) Kernels.Current.MatMul(rows, false, 0, matrix, false, 0, to, 1, n, outputs, inputs);
            else
            {
                var c = Tensor.Empty([blocks, n, outputs], x.DType);
                Kernels.Current.MatMul(rows, false, n * inputs, matrix, false, inputs * outputs, c, blocks, n, outputs, inputs);
                Kernels.Current.Copy(c.Permute(1, 0, 2).Reshape(n, blocks * outputs), to);
            }
        }
        return Diff.Record("segment_matmul", y, x, g => g.SegmentMatMul(pointers, w.Transpose()),
            w, g => SegmentOuterOp.SegmentOuter(x, pointers, g, blocks).Reshape(w.Shape));
    }

    /// <summary>Rows [n, blocks · width] as [blocks, n, width].</summary>
    internal static Tensor ByBlock(Tensor rows, int blocks) => blocks == 1 ? rows
        : rows.Reshape(rows.Shape[0], blocks, rows.Shape[1] / blocks).Permute(1, 0, 2).Contiguous();

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("nothing", x => x[0].SegmentMatMul((int[])[0, 0], x[1]), (int[])[0, 2], (int[])[1, 2, 3]),
        new("segments", x => x[0].SegmentMatMul((int[])[0, 2, 2, 5], x[1]), (int[])[5, 3], (int[])[3, 3, 2]),
        new("blocks", x => x[0].SegmentMatMul((int[])[0, 1, 4], x[1]), (int[])[4, 6], (int[])[2, 3, 2, 1]),
        new("large", x => x[0].SegmentMatMul((int[])[0, 40, 70], x[1]), (int[])[70, 33], (int[])[2, 33, 17]),
    ];
}
