namespace Ganglion;

/// <summary>y = ½ ln((1 + x) / (1 - x)). Derivative: g / (1 - x²).</summary>
public static class AtanhOp
{
    /// <summary>The inverse hyperbolic tangent of each element; NaN outside -1 to 1.</summary>
    [Op("atanh", Onnx = "Atanh", Torch = "torch.atanh")]
    public static Tensor Atanh(this Tensor x) => Diff.Record("atanh", Pointwise.Unary(UnaryKind.Atanh, x), x, g => g / x.Square().Affine(-1, 1));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Atanh, -0.8, 0.8);
}
