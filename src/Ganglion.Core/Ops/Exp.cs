namespace Ganglion;

/// <summary>y = eˣ. Derivative: y.</summary>
public static class ExpOp
{
    /// <summary>The exponential of each element.</summary>
    [Op("exp", Onnx = "Exp", Torch = "torch.exp")]
    public static Tensor Exp(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Exp, x);
        return Diff.Record("exp", y, x, g => g * y);
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Exp);
}
