namespace Ganglion;

/// <summary>y = (eˣ - e⁻ˣ) / 2. Derivative: g · cosh x.</summary>
public static class SinhOp
{
    /// <summary>The hyperbolic sine of each element.</summary>
    [Op("sinh", Onnx = "Sinh", Torch = "torch.sinh")]
    public static Tensor Sinh(this Tensor x) => Diff.Record("sinh", Pointwise.Unary(UnaryKind.Sinh, x), x, g => g * x.Cosh());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Sinh);
}
