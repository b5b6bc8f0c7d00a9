namespace Ganglion.Nets;

/// <summary>
/// The rows of a large table that one step touches, as a small model of its own: its gradient has these rows only, and an optimiser moves these rows
/// only, so a step costs what it touches and not what the table holds.
/// <code>
/// var rows = table.Touch(ids);
/// var gradient = Diff.Grad(rows, r => Loss(r.Forward()));
/// state = adam.StepRows(table, rows, gradient, state);     // in the memory of table and state
/// </code>
/// </summary>
/// <param name="Values"><c>[distinct ids, width]</c>, ids ascending.</param>
[Model]
public sealed partial record EmbeddingRows(Tensor Values)
{
    /// <summary>The distinct ids, ascending.</summary>
    public IntTensor Ids { get; init; } = Array.Empty<int>();

    /// <summary>For each id asked for, its row among <see cref="Values"/>; of the shape of the ids.</summary>
    public IntTensor Places { get; init; } = Array.Empty<int>();

    /// <summary>The vectors of the ids, in the order in which they were asked for.</summary>
    /// <returns><c>[…ids, width]</c>.</returns>
    public Tensor Forward() => Values.GatherRows(Places);
}

/// <summary>Row-sparse training of tables.</summary>
public static class RowSparse
{
    /// <summary>The rows of these ids.</summary>
    /// <param name="table">All vectors.</param>
    /// <param name="ids">Any shape, repeats are welcome.</param>
    public static EmbeddingRows Touch(this Embedding table, IntTensor ids)
    {
        int[] distinct = [.. ids.Span.ToArray().Distinct().Order()];
        int[] places = Array.ConvertAll(ids.Span.ToArray(), id => Array.BinarySearch(distinct, id));
        return new(table.Weight.GatherRows(distinct)) { Ids = distinct, Places = IntTensor.From(places, [.. ids.Shape]) };
    }

    /// <summary>
    /// A step of the touched rows, in the memory of the table and of its state. What the optimiser remembers of other rows stays as it is: with Adam
    /// their moments do not fade meanwhile (PyTorch's <c>SparseAdam</c>), and weight decay reaches a row only when it is touched.
    /// </summary>
    /// <param name="optimizer">Whose state has a row for each row of the table.</param>
    /// <param name="table">All vectors; their memory is written.</param>
    /// <param name="rows">From <see cref="Touch"/> of this table as it is now.</param>
    /// <param name="gradient">In those rows.</param>
    /// <param name="state">From the optimiser's Init on the table, or from the step before; its memory is written.</param>
    /// <returns>The state for the next step.</returns>
    /// <exception cref="ArgumentException">The table is a view whose rows do not lie one after another.</exception>
    public static OptimizerState StepRows(this Optimizer optimizer, Embedding table, EmbeddingRows rows, EmbeddingRows gradient, OptimizerState state)
    {
        if (!table.Weight.IsContiguous)
            throw new ArgumentException("StepRows writes into the table, which is a strided view; make it Contiguous() first.", nameof(table));
        int count = table.Weight.Size(0);
        int[] ids = rows.Ids.Values;
        if (ids.Length == 0) return state;
        bool HasRows(Tensor t) => t.Rank > 0 && t.Size(0) == count && t.Length > 0;
        var next = Memory.Block(() =>
        {
            var few = state.Map("", (_, t) => HasRows(t) ? t.GatherRows(ids) : t);
            var (moved, after) = optimizer.Step(new Embedding(rows.Values), new Embedding(gradient.Values), few);
            Write(moved.Weight, ids, table.Weight);
            return after;
        });
        var fresh = next.Leaves();
        int i = 0;
        return state.Map("", (_, old) =>
        {
            var t = fresh[i++].Tensor;
            if (!HasRows(old)) return t;
            Write(t, ids, old);
            return old;
        });
    }

    private static void Write(Tensor rows, int[] ids, Tensor to)
    {
        int width = to.Length / to.Size(0);
        var from = rows.Contiguous();
        for (int i = 0; i < ids.Length; i++)
            if (to.DType == DType.F32) from.Data<float>().Slice(i * width, width).CopyTo(to.Data<float>()[(ids[i] * width)..]);
            else from.Data<double>().Slice(i * width, width).CopyTo(to.Data<double>()[(ids[i] * width)..]);
    }
}
