namespace Ganglion;

/// <summary>y = ln(x + √(x² - 1)). Derivative: g / √((x - 1)(x + 1)).</summary>
public static class AcoshOp
{
    /// <summary>The inverse hyperbolic cosine of each element; NaN below 1.</summary>
    [Op("acosh", Onnx = "Acosh", Torch = "torch.acosh")]
    public static Tensor Acosh(this Tensor x) => Diff.Record("acosh", Pointwise.Unary(UnaryKind.Acosh, x), x, g =>
        g * (x.Affine(1, -1) * x.Affine(1, 1)).Rsqrt());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Acosh, 1.2, 4);
}
