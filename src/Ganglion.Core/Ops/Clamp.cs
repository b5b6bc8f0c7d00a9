namespace Ganglion;

/// <summary>y = min(max(x, low), high). Derivative: g where low ≤ x ≤ high, else 0.</summary>
public static class ClampOp
{
    /// <summary>Each element, kept within bounds; give an infinity for none.</summary>
    /// <exception cref="ArgumentException">The lower bound is above the upper.</exception>
    [Op("clamp", Onnx = "Clip", Torch = "torch.clamp")]
    public static Tensor Clamp(this Tensor x, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
    {
        if (!(low <= high)) throw new ArgumentException($"Clamp: the lower bound {low} is above the upper, {high}.", nameof(low));
        var y = double.IsNegativeInfinity(low) ? x : Pointwise.Unary(UnaryKind.ClampMin, x, low);
        y = double.IsPositiveInfinity(high) ? y : Pointwise.Unary(UnaryKind.ClampMax, y, high);
        return ReferenceEquals(y, x) ? x : Diff.Record("clamp", y, x, g => g * x.GreaterEqual(low) * x.LessEqual(high));
    }

    internal static IEnumerable<OpCase> Cases() => [.. OpCase.Unary(x => x.Clamp(-1, 0.5)), new("from below", x => x[0].Clamp(low: 0), (int[])[7]),
        new("from above", x => x[0].Clamp(high: 1), (int[])[7])];
}
