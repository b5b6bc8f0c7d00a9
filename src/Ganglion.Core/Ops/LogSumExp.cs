namespace Ganglion;

/// <summary>y = ln Σ eˣ along an axis, without overflow. Derivative: g · eˣ⁻ʸ.</summary>
public static class LogSumExpOp
{
    /// <summary>The logarithm of the sum of exponentials over one axis.</summary>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    [Op("logsumexp", Onnx = "ReduceLogSumExp", Torch = "torch.logsumexp")]
    public static Tensor LogSumExp(this Tensor x, int axis, bool keepDims = false)
    {
        axis = Shapes.Axis(axis, x.Rank, "LogSumExp");
        var z = x.Detach();
        var largest = z.Max(axis, keepDims: true).Clamp(-3e38, 3e38);         // a row of -∞ alone must not become -∞ - -∞
        var sum = (z - largest).Exp().Sum(axis, keepDims: true).Log() + largest;
        var y = keepDims ? sum : sum.Squeeze(axis);
        return Diff.Record("logsumexp", y, x, g => g.Reshape(sum.Shape) * (x - y.Reshape(sum.Shape)).Exp());
    }

    internal static IEnumerable<OpCase> Cases() => Reductions.Cases((x, axis, keep) => x.LogSumExp(axis, keep), empty: false);
}
