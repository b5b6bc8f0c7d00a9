namespace Ganglion;

/// <summary>y = tanh x. Derivative: g · (1 - y²).</summary>
public static class TanhOp
{
    /// <summary>The hyperbolic tangent of each element.</summary>
    [Op("tanh", Onnx = "Tanh", Torch = "torch.tanh")]
    public static Tensor Tanh(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Tanh, x);
        return Diff.Record("tanh", y, x, g =>
            Diff.Recording ? g * y.Square().Affine(-1, 1) : Pointwise.Binary(BinaryKind.TanhBackward, g, y));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Tanh);
}
