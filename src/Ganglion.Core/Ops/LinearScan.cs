namespace Ganglion;

/// <summary>
/// h[t] = a[t]·h[t-1] + b[t] along an axis, from h = 0: a linear recurrence, element by element. Derivative: d = the same recurrence of g in the
/// other direction with a moved by one step; in b it is d, in a it is d·h of the step before.
/// </summary>
public static class LinearScanOp
{
    /// <summary>The linear recurrence along one axis.</summary>
    /// <param name="b">Any shape.</param>
    /// <param name="a">The factors, of the shape of <paramref name="b"/>; the first along the axis meets h = 0 and plays no part.</param>
    /// <param name="axis">The axis of time.</param>
    /// <param name="reverse">From the last step to the first: h[t] = a[t]·h[t+1] + b[t].</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    [Op("linear_scan")]
    public static Tensor LinearScan(this Tensor b, Tensor a, int axis, bool reverse = false)
    {
        Pointwise.SameType("LinearScan", a, b);
        axis = Shapes.Axis(axis, b.Rank, "LinearScan");
        if (!a.Shape.SequenceEqual(b.Shape))
            throw new ArgumentException($"LinearScan: factors {Shapes.Text(a.Shape)} and terms {Shapes.Text(b.Shape)} must have one shape.",
                nameof(a));
        var (outer, n, inner) = Reductions.Split(b.Shape, axis);
        var h = Tensor.Empty(b.Shape, b.DType);
        Kernels.Current.LinearScan(a.Detach().Contiguous(), b.Detach().Contiguous(), h, outer, n, inner, reverse);
        return Diff.Record("linear_scan", h, [a, b], g =>
        {
            var d = g.LinearScan(Moved(a, axis, reverse ? 1 : -1), axis, !reverse);
            if (a.Node is null) return [null, d];
            return [d * Moved(h, axis, reverse ? -1 : 1), d];
        });
    }

    // x one step later (1) or earlier (-1), zero where nothing comes.
    private static Tensor Moved(Tensor x, int axis, int by)
    {
        int n = x.Shape[axis];
        return n == 0 ? x : by > 0 ? x.Slice(axis, 0, n - 1).Pad(axis, 1, 0) : x.Slice(axis, 1, n - 1).Pad(axis, 0, 1);
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0], [1], [5], [2, 0, 3], [2, 3, 4], [3, 17, 33]]
        from reverse in (bool[])[false, true]
        select new OpCase($"{Shapes.Text(shape)}{(reverse ? " reverse" : "")}", x => x[0].LinearScan(x[1], shape.Length / 2, reverse), shape,
            new OpInput(shape, -0.9, 0.9));
}
