namespace Ganglion;

/// <summary>Logic on truth values held as numbers: 0 is false, all else true; results are 1 or 0. No derivative.</summary>
public static class LogicalAndOp
{
    /// <summary>1 where both are true, else 0; broadcast.</summary>
    [Op("logical_and", Onnx = "And", Torch = "torch.logical_and", Order = 0)]
    public static Tensor LogicalAnd(this Tensor a, Tensor b) => a.NotEqual(0) * b.NotEqual(0);

    /// <summary>1 where at least one is true, else 0; broadcast.</summary>
    public static Tensor LogicalOr(this Tensor a, Tensor b) => a.NotEqual(0).Maximum(b.NotEqual(0));

    /// <summary>1 where exactly one is true, else 0; broadcast.</summary>
    public static Tensor LogicalXor(this Tensor a, Tensor b) => a.NotEqual(0).NotEqual(b.NotEqual(0));

    /// <summary>1 where x is false, else 0.</summary>
    public static Tensor LogicalNot(this Tensor x) => x.Equal(0);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Binary((a, b) => a.Greater(0).LogicalAnd(b.Less(1))), new("or", x => x[0].Relu().LogicalOr(x[1].Relu()), (int[])[3, 4], (int[])[4]),
        new("xor", x => x[0].Relu().LogicalXor(x[1].Relu()), (int[])[3, 4], (int[])[3, 1]), new("not", x => x[0].Relu().LogicalNot(), (int[])[7]),
    ];
}
