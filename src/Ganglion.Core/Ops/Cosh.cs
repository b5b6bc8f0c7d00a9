namespace Ganglion;

/// <summary>y = (eˣ + e⁻ˣ) / 2. Derivative: g · sinh x.</summary>
public static class CoshOp
{
    /// <summary>The hyperbolic cosine of each element.</summary>
    [Op("cosh", Onnx = "Cosh", Torch = "torch.cosh")]
    public static Tensor Cosh(this Tensor x) => Diff.Record("cosh", Pointwise.Unary(UnaryKind.Cosh, x), x, g => g * x.Sinh());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Cosh);
}
