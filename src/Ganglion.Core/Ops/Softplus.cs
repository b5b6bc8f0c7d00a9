namespace Ganglion;

/// <summary>y = ln(1 + eˣ), without overflow. Derivative: g · sigmoid(x).</summary>
public static class SoftplusOp
{
    /// <summary>A smooth positive part of each element.</summary>
    [Op("softplus", Onnx = "Softplus", Torch = "torch.nn.functional.softplus")]
    public static Tensor Softplus(this Tensor x) => Diff.Record("softplus", Pointwise.Unary(UnaryKind.Softplus, x), x, g =>
        Diff.Recording ? g * x.Sigmoid() : Pointwise.Binary(BinaryKind.SoftplusBackward, g, x));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Softplus);
}
