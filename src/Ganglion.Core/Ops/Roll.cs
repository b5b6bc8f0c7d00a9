namespace Ganglion;

/// <summary>y[i] = x[(i - shift) mod n] along an axis. Derivative: g, rolled back.</summary>
public static class RollOp
{
    /// <summary>The elements of an axis moved on by <paramref name="shift"/>; what leaves at one end enters at the other.</summary>
    [Op("roll", Torch = "torch.roll")]
    public static Tensor Roll(this Tensor x, int shift, int axis)
    {
        axis = Shapes.Axis(axis, x.Rank, "Roll");
        int n = x.Shape[axis], cut = n == 0 ? 0 : ((shift % n) + n) % n;
        return cut == 0 ? x : Tensor.Concat([x.Slice(axis, n - cut, cut), x.Slice(axis, 0, n - cut)], axis);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].Roll(2, 0), (int[])[0, 3]), new("vector", x => x[0].Roll(2, 0), (int[])[5]),
        new("back", x => x[0].Roll(-1, 1), (int[])[3, 4]),
        new("round", x => x[0].Roll(8, 0), (int[])[4, 2]), new("further than round", x => x[0].Roll(-9, 1), (int[])[2, 4, 3]),
    ];
}
