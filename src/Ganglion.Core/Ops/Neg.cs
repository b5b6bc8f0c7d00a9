namespace Ganglion;

/// <summary>y = -x. Derivative: -g.</summary>
public static class NegOp
{
    /// <summary>Each element with its sign changed.</summary>
    [Op("neg", Onnx = "Neg", Torch = "torch.neg")]
    public static Tensor Neg(this Tensor x) => Diff.Record("neg", Pointwise.Unary(UnaryKind.Neg, x), x, g => g.Neg());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Neg);
}

public sealed partial class Tensor
{
    /// <summary>Each element with its sign changed.</summary>
    public static Tensor operator -(Tensor x) => x.Neg();
}
