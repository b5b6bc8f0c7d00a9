namespace Ganglion;

/// <summary>y = ln(x + √(x² + 1)). Derivative: g / √(x² + 1).</summary>
public static class AsinhOp
{
    /// <summary>The inverse hyperbolic sine of each element.</summary>
    [Op("asinh", Onnx = "Asinh", Torch = "torch.asinh")]
    public static Tensor Asinh(this Tensor x) => Diff.Record("asinh", Pointwise.Unary(UnaryKind.Asinh, x), x, g =>
        g * x.Square().Affine(1, 1).Rsqrt());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Asinh);
}
