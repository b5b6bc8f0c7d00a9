namespace Ganglion;

/// <summary>y[i] = Π x[j] over j ≤ i. Under differentiation it is multiplied up by doubling, so that derivatives are exact where elements
/// are 0.</summary>
public static class CumProdOp
{
    /// <summary>The running product along one axis, from the end if <paramref name="reverse"/>.</summary>
    [Op("cumprod", Torch = "torch.cumprod")]
    public static Tensor CumProd(this Tensor x, int axis, bool reverse = false)
    {
        axis = Shapes.Axis(axis, x.Rank, "CumProd");
        if (!Diff.Tracks(x)) return CumSumOp.Cumulate(ReduceKind.Prod, x, axis, reverse);
        return reverse ? x.Flip(axis).CumProd(axis).Flip(axis) : x.Scan(axis, (a, b) => a * b);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. Reductions.Cases((x, axis, _) => x.CumProd(axis), empty: true, 0.8, 1.2),
        new("reverse", x => x[0].CumProd(1, reverse: true), (int[])[2, 3, 4]),
        new("with zeros", x => (x[0] * x[0].Greater(0)).CumProd(1), (int[])[3, 5]),
    ];
}
