namespace Ganglion;

/// <summary>y = max(x, 0). Derivative: g where x > 0, else 0.</summary>
public static class ReluOp
{
    /// <summary>The positive part of each element.</summary>
    [Op("relu", Onnx = "Relu", Torch = "torch.nn.functional.relu")]
    public static Tensor Relu(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Relu, x);
        return Diff.Record("relu", y, x, g => g.Gate(y));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Relu);
}
