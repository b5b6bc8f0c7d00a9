namespace Ganglion;

/// <summary>y = |x|. Derivative: g · sign(x), which is 0 at 0.</summary>
public static class AbsOp
{
    /// <summary>The absolute value of each element.</summary>
    [Op("abs", Onnx = "Abs", Torch = "torch.abs")]
    public static Tensor Abs(this Tensor x) => Diff.Record("abs", Pointwise.Unary(UnaryKind.Abs, x), x, g => g * x.Sign());

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Abs);
}
