namespace Ganglion;

/// <summary>y = -1, 0 or 1. Constant between jumps: no derivative.</summary>
public static class SignOp
{
    /// <summary>The sign of each element.</summary>
    [Op("sign", Onnx = "Sign", Torch = "torch.sign", Order = 0)]
    public static Tensor Sign(this Tensor x) => Pointwise.Unary(UnaryKind.Sign, x);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Sign);
}
