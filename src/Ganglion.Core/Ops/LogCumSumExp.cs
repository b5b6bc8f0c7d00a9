namespace Ganglion;

/// <summary>y[i] = ln Σ eˣ⁽ʲ⁾ over j ≤ i, without overflow and without loss where early elements are small; see <see cref="LogAddExpOp"/>.</summary>
public static class LogCumSumExpOp
{
    /// <summary>The running logarithm of sums of exponentials along one axis.</summary>
    [Op("logcumsumexp", Torch = "torch.logcumsumexp")]
    public static Tensor LogCumSumExp(this Tensor x, int axis) => x.Scan(Shapes.Axis(axis, x.Rank, "LogCumSumExp"), LogAddExpOp.LogAddExp);

    internal static IEnumerable<OpCase> Cases() => Reductions.Cases((x, axis, _) => x.LogCumSumExp(axis), empty: true);
}
