namespace Ganglion;

/// <summary>The shape rule of reductions over one axis.</summary>
internal static class Reductions
{
    /// <summary>Splits a shape around an axis into [outer, n, inner].</summary>
    public static (int Outer, int N, int Inner) Split(ReadOnlySpan<int> shape, int axis) =>
        (Shapes.Count(shape[..axis]), shape[axis], Shapes.Count(shape[(axis + 1)..]));

    public static int[] Shape(ReadOnlySpan<int> shape, int axis, bool keepDims) =>
        keepDims ? [.. shape[..axis], 1, .. shape[(axis + 1)..]] : [.. shape[..axis], .. shape[(axis + 1)..]];

    public static Tensor Reduce(ReduceKind kind, Tensor x, int axis, bool keepDims)
    {
        var (outer, n, inner) = Split(x.Shape, axis);
        if (n == 0 && kind is ReduceKind.Max or ReduceKind.Min && outer * inner > 0)
            throw new ArgumentException($"{kind}: axis {axis} of shape {Shapes.Text(x.Shape)} is empty, and an empty set has no {kind}.");
        var y = Tensor.Empty(Shape(x.Shape, axis, keepDims), x.DType, kind.ToString());
        Kernels.Current.Reduce(kind, x.Contiguous(), y, outer, n, inner);
        return y;
    }

    public static IEnumerable<OpCase> Cases(Func<Tensor, int, bool, Tensor> f, bool empty, double low = -2, double high = 2) =>
        from c in (((int[] Shape, int Axis, bool Keep)[])[([0, 3], 1, false), ([3, 0], 1, true), ([1], 0, false), ([5], 0, true), ([3, 5], 0, false),
            ([3, 5], -1, true), ([2, 3, 4], 1, false), ([65, 33], 0, false), ([17, 259], 1, false)])
        where empty || c.Shape[c.Axis < 0 ? c.Shape.Length + c.Axis : c.Axis] > 0
        select new OpCase($"{Shapes.Text(c.Shape)} axis {c.Axis}{(c.Keep ? " kept" : "")}", x => f(x[0], c.Axis, c.Keep),
            new OpInput(c.Shape, low, high));
}
