namespace Ganglion;

/// <summary>y[i] = the largest of x[j] over j ≤ i. Derivative: g at the last position that holds it, by <see cref="TakeOp.Take"/>.</summary>
public static class CumMaxOp
{
    /// <summary>The running maximum along one axis, and where along it each was found (the last of equal ones); NaN wins.</summary>
    [Op("cummax", Torch = "torch.cummax")]
    public static (Tensor Values, IntTensor Positions) CumMax(this Tensor x, int axis) => Extreme(x, axis, "CumMax", false);

    /// <summary>The running minimum along one axis, and where along it each was found (the last of equal ones); NaN wins.</summary>
    public static (Tensor Values, IntTensor Positions) CumMin(this Tensor x, int axis) => Extreme(x, axis, "CumMin", true);

    private static (Tensor, IntTensor) Extreme(Tensor x, int axis, string op, bool least)
    {
        axis = Shapes.Axis(axis, x.Rank, op);
        var (outer, n, inner) = Reductions.Split(x.Shape, axis);
        double[] values = x.Detach().ToDoubles();
        int[] along = new int[values.Length], flat = new int[values.Length];
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
                for (int j = 0, best = 0; j < n; j++)
                {
                    int at = (o * n + j) * inner + i;
                    double v = values[at], b = values[(o * n + best) * inner + i];
                    if (double.IsNaN(v) || (least ? v <= b : v >= b)) best = j;
                    (along[at], flat[at]) = (best, (o * n + best) * inner + i);
                }
        return (x.Take(IntTensor.Wrap(flat, [.. x.Shape])), IntTensor.Wrap(along, [.. x.Shape]));
    }

    internal static IEnumerable<OpCase> Cases() => [.. Reductions.Cases((x, axis, _) => x.CumMax(axis).Values, empty: true),
        new("least", x => x[0].CumMin(1).Values, (int[])[3, 5]),
        new("where", x => x[0] * x[0].CumMax(0).Positions.ToTensor(x[0].DType), (int[])[5, 3])];
}
