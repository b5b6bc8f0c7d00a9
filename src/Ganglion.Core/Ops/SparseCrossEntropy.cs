namespace Ganglion;

/// <summary>loss = Σ over j of t[i, j] · (ln Σ eˣ - x[i, j]): the cross-entropy of a row with several right classes, fused. Derivative in x:
/// (Σ t · softmax(x) - t) · g; the targets are constants.</summary>
public static class SparseCrossEntropyOp
{
    /// <summary>The cross-entropy of sparse targets under the softmax of each row.</summary>
    /// <param name="x"><c>[rows, classes]</c>, logits.</param>
    /// <param name="targets"><c>[rows, classes]</c>: the entries are the right classes, their values (1 where it has none) how much each counts.</param>
    /// <returns><c>[rows]</c>, in nats; 0 for a row without a target.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or there is no class.</exception>
    [Op("sparse_cross_entropy")]
    public static Tensor SoftmaxCrossEntropy(this Tensor x, Csr targets)
    {
        if (x.Rank != 2 || x.Shape[1] == 0 || x.Shape[0] != targets.Rows || x.Shape[1] != targets.Columns)
            throw new ArgumentException($"SoftmaxCrossEntropy: targets {targets} take logits of that shape; got {Shapes.Text(x.Shape)}.", nameof(x));
        int rows = x.Shape[0], n = x.Shape[1];
        Tensor first = Tensor.Empty([rows], x.DType), p = Tensor.Empty(x.Shape, x.DType);
        var z = x.Detach().Contiguous();
        Kernels.Current.SoftmaxCrossEntropy(z, new int[rows], first, p, rows, n);
        var weights = (targets.Values?.Detach().To(x.DType) ?? Tensor.Ones([targets.Nonzeros], x.DType)).Contiguous();
        var totals = weights.SegmentSum(targets.RowPointers);
        // The kernel gives ln Σ eˣ - x[i, 0].
        var losses = totals * (first + z.Slice(1, 0, 1).Reshape(rows)) - (weights * z.Take(Places(targets))).SegmentSum(targets.RowPointers);
        return Diff.Record("sparse_cross_entropy", losses, x, g => Diff.Recording
            ? x.Softmax() * (totals * g).Unsqueeze(1) - targets.WithValues(weights * g.GatherRows(targets.RowIds)).ToDense(x.DType)
            : Less(p * (totals * g).Unsqueeze(1), targets, weights, g));
    }

    // Less the targets, in the memory of y.
    private static Tensor Less(Tensor y, Csr targets, Tensor weights, Tensor g)
    {
        int n = targets.Columns;
        int[] rows = targets.RowIds.Values, columns = targets.ColumnIds.Values;
        if (y.DType == DType.F32)
        {
            Span<float> d = y.Data<float>(), w = weights.Data<float>(), s = g.Contiguous().Data<float>();
            for (int e = 0; e < rows.Length; e++) d[rows[e] * n + columns[e]] -= w[e] * s[rows[e]];
        }
        else
        {
            Span<double> d = y.Data<double>(), w = weights.Data<double>(), s = g.Contiguous().Data<double>();
            for (int e = 0; e < rows.Length; e++) d[rows[e] * n + columns[e]] -= w[e] * s[rows[e]];
        }
        return y;
    }

    private static int[] Places(Csr targets)
    {
        var places = new int[targets.Nonzeros];
        for (int e = 0; e < places.Length; e++) places[e] = targets.RowIds[e] * targets.Columns + targets.ColumnIds[e];
        return places;
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no rows", x => x[0].SoftmaxCrossEntropy(new Csr(0, 3, [0], [])), (int[])[0, 3]),
        new("no target", x => x[0].SoftmaxCrossEntropy(new Csr(2, 3, [0, 0, 0], [])), (int[])[2, 3]),
        new("one class", x => x[0].SoftmaxCrossEntropy(new Csr(2, 1, [0, 1, 2], [0, 0])), (int[])[2, 1]),
        new("some", x => x[0].SoftmaxCrossEntropy(new Csr(3, 4, [0, 2, 2, 5], [1, 3, 0, 1, 2])), (int[])[3, 4]),
        new("weighted", x => x[0].SoftmaxCrossEntropy(new Csr(2, 3, [0, 2, 3], [0, 2, 1], Tensor.From([0.5f, 0.25f, 2f]))), (int[])[2, 3]),
        new("large", x => x[0].SoftmaxCrossEntropy(SpMMOp.Sample(65, 33, 300)), (int[])[65, 33]),
    ];
}
