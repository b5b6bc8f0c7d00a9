namespace Ganglion;

/// <summary>The smaller of two elements, broadcast. Derivative: g to the smaller one, half each where they are equal.</summary>
public static class MinimumOp
{
    /// <summary>The smaller of a and b, element by element; NaN wins.</summary>
    [Op("minimum", Onnx = "Min", Torch = "torch.minimum")]
    public static Tensor Minimum(this Tensor a, Tensor b) => Diff.Record("minimum", Pointwise.Binary(BinaryKind.Min, a, b),
        a, g => (g * Share(a, b)).SumTo(a.Shape), b, g => (g * Share(b, a)).SumTo(b.Shape));

    // 1, one half or 0, broadcast.
    private static Tensor Share(Tensor mine, Tensor other) => (mine.Less(other) + mine.LessEqual(other)) * 0.5;

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Minimum, -2, 2, -1.7, 1.6);
}
