namespace Ganglion;

/// <summary>Tensors of one shape along a new axis. Derivative: the slices of g.</summary>
public static class StackOp
{
    [Op("stack", Torch = "torch.stack")]
    internal static Tensor Stack(IReadOnlyList<Tensor> tensors, int axis) => ConcatOp.Concat([.. tensors.Select(t => t.Unsqueeze(axis))], axis);

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("scalars", x => Stack(x, 0), (int[])[], (int[])[]), new("empty", x => Stack(x, 0), (int[])[0], (int[])[0]),
        new("vectors", x => Stack(x, 1), (int[])[3], (int[])[3], (int[])[3]),
        new("matrices, last axis", x => Stack(x, -1), (int[])[3, 4], (int[])[3, 4]),
    ];
}

public sealed partial class Tensor
{
    /// <summary>Tensors of one shape along a new axis at <paramref name="axis"/>.</summary>
    /// <exception cref="ArgumentException">The list is empty, or shapes or element types differ.</exception>
    public static Tensor Stack(IReadOnlyList<Tensor> tensors, int axis = 0) => StackOp.Stack(tensors, axis);
}
