namespace Ganglion;

/// <summary>y = 1 where a &gt; b, else 0; broadcast. Constant between jumps: no derivative.</summary>
public static class GreaterOp
{
    /// <summary>1 where a &gt; b, else 0.</summary>
    [Op("greater", Onnx = "Greater", Torch = "torch.gt", Order = 0)]
    public static Tensor Greater(this Tensor a, Tensor b) => Pointwise.Binary(BinaryKind.Greater, a, b);

    /// <summary>1 where a &gt; b, else 0.</summary>
    public static Tensor Greater(this Tensor a, double b) => a.Greater(Tensor.Scalar(b, a.DType));

    /// <summary>1 where a is below b, else 0.</summary>
    public static Tensor Less(this Tensor a, Tensor b) => b.Greater(a);

    /// <summary>1 where a is below b, else 0.</summary>
    public static Tensor Less(this Tensor a, double b) => Tensor.Scalar(b, a.DType).Greater(a);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Binary(Greater), new("Less", x => x[0].Less(x[1]), (int[])[3, 4], (int[])[4]),
        new("equal operands", x => x[0].Greater(x[0]), (int[])[3, 5]), new("number", x => x[0].Less(0.5), (int[])[3, 5]),
    ];
}
