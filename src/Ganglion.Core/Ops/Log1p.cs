namespace Ganglion;

/// <summary>y = ln(1 + x), exact near 0. Derivative: g / (1 + x).</summary>
public static class Log1pOp
{
    /// <summary>The natural logarithm of one plus each element.</summary>
    [Op("log1p", Torch = "torch.log1p")]
    public static Tensor Log1p(this Tensor x) => Diff.Record("log1p", Pointwise.Unary(UnaryKind.Log1p, x), x, g => g / (x + 1));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Log1p, -0.7, 3);
}
