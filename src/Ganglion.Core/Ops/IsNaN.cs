namespace Ganglion;

/// <summary>y = 1 where x is not a number, else 0. No derivative.</summary>
public static class IsNaNOp
{
    /// <summary>1 where x is not a number, else 0.</summary>
    [Op("isnan", Onnx = "IsNaN", Torch = "torch.isnan", Order = 0)]
    public static Tensor IsNaN(this Tensor x) => x.NotEqual(x);

    /// <summary>1 where x is +∞ or -∞, else 0.</summary>
    public static Tensor IsInfinite(this Tensor x) => Pointwise.Unary(UnaryKind.Abs, x).Equal(double.PositiveInfinity);

    /// <summary>1 where x is neither infinite nor NaN, else 0.</summary>
    public static Tensor IsFinite(this Tensor x) => Pointwise.Unary(UnaryKind.Abs, x).Less(double.PositiveInfinity);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Unary(IsNaN), new("some", x => (x[0].Relu() / x[0].Relu()).IsNaN(), (int[])[3, 5]),
        new("infinite", x => x[0].Relu().Reciprocal().IsInfinite(), (int[])[7]), new("finite", x => x[0].Log().IsFinite(), (int[])[7]),
    ];
}
