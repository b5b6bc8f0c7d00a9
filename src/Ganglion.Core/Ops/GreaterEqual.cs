namespace Ganglion;

/// <summary>y = 1 where a ≥ b, else 0; broadcast. Constant between jumps: no derivative.</summary>
public static class GreaterEqualOp
{
    /// <summary>1 where a ≥ b, else 0.</summary>
    [Op("greater_equal", Onnx = "GreaterOrEqual", Torch = "torch.ge", Order = 0)]
    public static Tensor GreaterEqual(this Tensor a, Tensor b) => Pointwise.Binary(BinaryKind.GreaterEqual, a, b);

    /// <summary>1 where a ≥ b, else 0.</summary>
    public static Tensor GreaterEqual(this Tensor a, double b) => a.GreaterEqual(Tensor.Scalar(b, a.DType));

    /// <summary>1 where a is at most b, else 0.</summary>
    public static Tensor LessEqual(this Tensor a, Tensor b) => b.GreaterEqual(a);

    /// <summary>1 where a is at most b, else 0.</summary>
    public static Tensor LessEqual(this Tensor a, double b) => Tensor.Scalar(b, a.DType).GreaterEqual(a);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Binary(GreaterEqual), new("LessEqual", x => x[0].LessEqual(x[1]), (int[])[3, 4], (int[])[4]),
        new("equal operands", x => x[0].GreaterEqual(x[0]), (int[])[3, 5]), new("number", x => x[0].LessEqual(0.5), (int[])[3, 5]),
    ];
}
