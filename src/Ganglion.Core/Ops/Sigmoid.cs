namespace Ganglion;

/// <summary>y = 1 / (1 + e⁻ˣ), without overflow. Derivative: g · y · (1 - y).</summary>
public static class SigmoidOp
{
    /// <summary>The logistic function of each element.</summary>
    [Op("sigmoid", Onnx = "Sigmoid", Torch = "torch.sigmoid")]
    public static Tensor Sigmoid(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Sigmoid, x);
        return Diff.Record("sigmoid", y, x, g =>
            Diff.Recording ? g * y * y.Affine(-1, 1) : Pointwise.Binary(BinaryKind.SigmoidBackward, g, y));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Sigmoid);
}
