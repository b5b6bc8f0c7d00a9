namespace Ganglion;

/// <summary>y = arccos x. Derivative: -g / √(1 - x²).</summary>
public static class AcosOp
{
    /// <summary>The angle from 0 to π whose cosine is the element; NaN outside -1 to 1.</summary>
    [Op("acos", Onnx = "Acos", Torch = "torch.acos")]
    public static Tensor Acos(this Tensor x) => Diff.Record("acos", Pointwise.Unary(UnaryKind.Acos, x), x, g =>
        (g * x.Square().Affine(-1, 1).Rsqrt()).Neg());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Acos, -0.85, 0.85);
}
