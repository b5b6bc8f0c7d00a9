namespace Ganglion;

/// <summary>y = ln x. Derivative: g / x.</summary>
public static class LogOp
{
    /// <summary>The natural logarithm of each element.</summary>
    [Op("log", Onnx = "Log", Torch = "torch.log")]
    public static Tensor Log(this Tensor x) => Diff.Record("log", Pointwise.Unary(UnaryKind.Log, x), x, g => g / x);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Log, 0.2, 4);
}
