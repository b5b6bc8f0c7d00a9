namespace Ganglion;

/// <summary>y = cos x. Derivative: -g · sin x.</summary>
public static class CosOp
{
    /// <summary>The cosine of each element, in radians.</summary>
    [Op("cos", Onnx = "Cos", Torch = "torch.cos")]
    public static Tensor Cos(this Tensor x) => Diff.Record("cos", Pointwise.Unary(UnaryKind.Cos, x), x, g => (g * x.Sin()).Neg());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Cos);
}
