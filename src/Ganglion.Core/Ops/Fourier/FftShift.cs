namespace Ganglion;

/// <summary>y[i] = x[(i + ⌈n / 2⌉) mod n]: the zero frequency comes to the middle. Derivative: g, moved back.</summary>
public static class FftShiftOp
{
    /// <summary>Moves the second half of an axis before the first.</summary>
    /// <param name="x">Any shape; of complex rows the axis is -2.</param>
    /// <param name="axis">The axis of the frequencies.</param>
    [Op("fftshift", Torch = "torch.fft.fftshift")]
    public static Tensor FftShift(this Tensor x, int axis = -2) => Roll(x, axis, static n => (n + 1) / 2, "FftShift");

    /// <summary>Takes <see cref="FftShift"/> back.</summary>
    public static Tensor IfftShift(this Tensor x, int axis = -2) => Roll(x, axis, static n => n / 2, "IfftShift");

    private static Tensor Roll(Tensor x, int axis, Func<int, int> first, string op)
    {
        axis = Shapes.Axis(axis, x.Rank, op);
        int n = x.Shape[axis], start = first(n);
        return n < 2 ? x : Tensor.Concat([x.Slice(axis, start, n - start), x.Slice(axis, 0, start)], axis);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].FftShift(), (int[])[0, 2]), new("odd", x => x[0].FftShift(), (int[])[3, 5, 2]), new("even", x => x[0].FftShift(0),
            (int[])[6]),
        new("and back", x => x[0].FftShift(0).IfftShift(0) * 2, (int[])[7]),
    ];
}
