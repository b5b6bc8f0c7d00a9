namespace Ganglion;

/// <summary>y = the nearest whole number, halves to the even one. Constant between jumps: no derivative.</summary>
public static class RoundOp
{
    /// <summary>Each element rounded; 0.5 gives 0, 1.5 and 2.5 give 2.</summary>
    [Op("round", Onnx = "Round", Torch = "torch.round", Order = 0)]
    public static Tensor Round(this Tensor x) => Pointwise.Unary(UnaryKind.Round, x);

    internal static IEnumerable<OpCase> Cases() => [.. OpCase.Unary(Round),
        new("halves", x => (x[0] * 0 + Tensor.From((double[])[-1.5, -0.5, 0.5, 1.5, 2.5], 5).To(x[0].DType)).Round(), (int[])[5])];
}
