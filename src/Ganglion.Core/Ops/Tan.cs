namespace Ganglion;

/// <summary>y = tan x. Derivative: g · (1 + y²).</summary>
public static class TanOp
{
    /// <summary>The tangent of each element, in radians.</summary>
    [Op("tan", Onnx = "Tan", Torch = "torch.tan")]
    public static Tensor Tan(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Tan, x);
        return Diff.Record("tan", y, x, g => g * y.Square().Affine(1, 1));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Tan, -1.3, 1.3);
}
