namespace Ganglion;

/// <summary>y = 1/x. Derivative: -g · y².</summary>
public static class ReciprocalOp
{
    /// <summary>One divided by each element.</summary>
    [Op("reciprocal", Onnx = "Reciprocal", Torch = "torch.reciprocal")]
    public static Tensor Reciprocal(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Reciprocal, x);
        return Diff.Record("reciprocal", y, x, g => (g * y.Square()).Neg());
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Reciprocal, 0.4, 3);
}
