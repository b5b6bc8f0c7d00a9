namespace Ganglion;

/// <summary>y = 1/√x. Derivative: -g · y³ / 2.</summary>
public static class RsqrtOp
{
    /// <summary>The reciprocal of the square root of each element.</summary>
    [Op("rsqrt", Torch = "torch.rsqrt")]
    public static Tensor Rsqrt(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Rsqrt, x);
        return Diff.Record("rsqrt", y, x, g => g * y.Square() * y * -0.5);
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Rsqrt, 0.4, 4);
}
