namespace Ganglion;

/// <summary>y = arctan x. Derivative: g / (1 + x²).</summary>
public static class AtanOp
{
    /// <summary>The angle from -π/2 to π/2 whose tangent is the element.</summary>
    [Op("atan", Onnx = "Atan", Torch = "torch.atan")]
    public static Tensor Atan(this Tensor x) => Diff.Record("atan", Pointwise.Unary(UnaryKind.Atan, x), x, g => g / x.Square().Affine(1, 1));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Atan);
}
