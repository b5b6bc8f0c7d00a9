namespace Ganglion;

/// <summary>y = arcsin x. Derivative: g / √(1 - x²).</summary>
public static class AsinOp
{
    /// <summary>The angle from -π/2 to π/2 whose sine is the element; NaN outside -1 to 1.</summary>
    [Op("asin", Onnx = "Asin", Torch = "torch.asin")]
    public static Tensor Asin(this Tensor x) => Diff.Record("asin", Pointwise.Unary(UnaryKind.Asin, x), x, g => g * x.Square().Affine(-1, 1).Rsqrt());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Asin, -0.85, 0.85);
}
