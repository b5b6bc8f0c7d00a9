namespace Ganglion;

/// <summary>y = ⌈x⌉. Constant between jumps: no derivative.</summary>
public static class CeilOp
{
    /// <summary>The smallest whole number not below each element.</summary>
    [Op("ceil", Onnx = "Ceil", Torch = "torch.ceil", Order = 0)]
    public static Tensor Ceil(this Tensor x) => Pointwise.Unary(UnaryKind.Ceil, x);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Ceil);
}
