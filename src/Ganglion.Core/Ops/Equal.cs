namespace Ganglion;

/// <summary>y = 1 where a = b, else 0; broadcast. Constant between jumps: no derivative.</summary>
public static class EqualOp
{
    /// <summary>1 where a = b, else 0.</summary>
    [Op("equal", Onnx = "Equal", Torch = "torch.eq", Order = 0)]
    public static Tensor Equal(this Tensor a, Tensor b) => Pointwise.Binary(BinaryKind.Equal, a, b);

    /// <summary>1 where a = b, else 0.</summary>
    public static Tensor Equal(this Tensor a, double b) => a.Equal(Tensor.Scalar(b, a.DType));

    /// <summary>1 where a and b differ, else 0.</summary>
    public static Tensor NotEqual(this Tensor a, Tensor b) => a.Equal(b).Affine(-1, 1);

    /// <summary>1 where a and b differ, else 0.</summary>
    public static Tensor NotEqual(this Tensor a, double b) => a.Equal(b).Affine(-1, 1);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Binary(Equal), new("NotEqual", x => x[0].NotEqual(x[1]), (int[])[3, 4], (int[])[4]),
        new("equal operands", x => x[0].Equal(x[0]), (int[])[3, 5]), new("number", x => x[0].NotEqual(0.5), (int[])[3, 5]),
    ];
}
