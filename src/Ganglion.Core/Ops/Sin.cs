namespace Ganglion;

/// <summary>y = sin x. Derivative: g · cos x.</summary>
public static class SinOp
{
    /// <summary>The sine of each element, in radians.</summary>
    [Op("sin", Onnx = "Sin", Torch = "torch.sin")]
    public static Tensor Sin(this Tensor x) => Diff.Record("sin", Pointwise.Unary(UnaryKind.Sin, x), x, g => g * x.Cos());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Sin);
}
