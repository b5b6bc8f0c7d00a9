namespace Ganglion;

/// <summary>The larger of two elements, broadcast. Derivative: g to the larger one, half each where they are equal.</summary>
public static class MaximumOp
{
    /// <summary>The larger of a and b, element by element; NaN wins.</summary>
    [Op("maximum", Onnx = "Max", Torch = "torch.maximum")]
    public static Tensor Maximum(this Tensor a, Tensor b) => Diff.Record("maximum", Pointwise.Binary(BinaryKind.Max, a, b),
        a, g => (g * Share(a, b)).SumTo(a.Shape), b, g => (g * Share(b, a)).SumTo(b.Shape));

    // 1, one half or 0, broadcast.
    private static Tensor Share(Tensor mine, Tensor other) => (mine.Greater(other) + mine.GreaterEqual(other)) * 0.5;

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Maximum, -2, 2, -1.7, 1.6);
}
