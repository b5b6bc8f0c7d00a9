namespace Ganglion;

/// <summary>y = x without its fraction. Constant between jumps: no derivative.</summary>
public static class TruncOp
{
    /// <summary>Each element rounded towards 0.</summary>
    [Op("trunc", Torch = "torch.trunc", Order = 0)]
    public static Tensor Trunc(this Tensor x) => Pointwise.Unary(UnaryKind.Trunc, x);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Trunc);
}
