namespace Ganglion;

/// <summary>y = ⌊x⌋. Constant between jumps: no derivative.</summary>
public static class FloorOp
{
    /// <summary>The largest whole number not above each element.</summary>
    [Op("floor", Onnx = "Floor", Torch = "torch.floor", Order = 0)]
    public static Tensor Floor(this Tensor x) => Pointwise.Unary(UnaryKind.Floor, x);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Floor);
}
