namespace Ganglion;

/// <summary>y = √x. Derivative: g / (2y).</summary>
public static class SqrtOp
{
    /// <summary>The square root of each element.</summary>
    [Op("sqrt", Onnx = "Sqrt", Torch = "torch.sqrt")]
    public static Tensor Sqrt(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Sqrt, x);
        return Diff.Record("sqrt", y, x, g => g / (y * 2));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Sqrt, 0.2, 4);
}
