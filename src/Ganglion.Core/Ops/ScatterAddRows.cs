namespace Ganglion;

/// <summary>Zeros, then y[id[i], …] += x[i, …] in order. Derivative: <see cref="GatherRowsOp.GatherRows"/>.</summary>
public static class ScatterAddRowsOp
{
    /// <summary>The sums of the rows that share an id.</summary>
    /// <param name="x"><c>[n, …]</c>.</param>
    /// <param name="ids">n ids, each 0 to <paramref name="rows"/> - 1.</param>
    /// <param name="rows">The number of rows of the result; a row that no id names is 0.</param>
    /// <returns><c>[rows, …]</c>.</returns>
    /// <exception cref="ArgumentException">The number of ids differs from x's rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id lies outside the result.</exception>
    [Op("scatter_add_rows", Torch = "torch.index_add")]
    public static Tensor ScatterAddRows(this Tensor x, IntTensor ids, int rows)
    {
        if (x.Rank == 0 || x.Shape[0] != ids.Length)
            throw new ArgumentException($"ScatterAddRows: {ids.Length} ids were given for shape {Shapes.Text(x.Shape)}; one a row is needed.",
                nameof(ids));
        ids.CheckRange(rows, "ScatterAddRows");
        var y = Tensor.Empty([rows, .. x.Shape[1..]], x.DType);
        Kernels.Current.ScatterAddRows(x.Detach().Contiguous(), ids.Values, y, rows, Shapes.Count(x.Shape[1..]));
        int[] before = x.ShapeArray;
        return Diff.Record("scatter_add_rows", y, x, g => g.GatherRows(ids).Reshape(before));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("nothing", x => x[0].ScatterAddRows(Array.Empty<int>(), 2), (int[])[0, 3]),
        new("no rows wanted", x => x[0].ScatterAddRows(Array.Empty<int>(), 0), (int[])[0, 3]),
        new("repeats", x => x[0].ScatterAddRows((int[])[1, 1, 3, 0, 1], 5), (int[])[5, 2]),
        new("vector", x => x[0].ScatterAddRows((int[])[1, 0, 1], 2), (int[])[3]),
        new("large", x => x[0].ScatterAddRows(new Rng(1).Integers(300, 37), 37), (int[])[300, 33]),
    ];
}
