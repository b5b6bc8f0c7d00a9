namespace Ganglion;

/// <summary>y = 1 - erf x, exact in the tail. Derivative: -g · 2/√π · exp(-x²).</summary>
public static class ErfcOp
{
    /// <summary>The complementary error function of each element.</summary>
    [Op("erfc", Torch = "torch.erfc")]
    public static Tensor Erfc(this Tensor x) => Diff.Record("erfc", Pointwise.Unary(UnaryKind.Erfc, x), x, g =>
        g * x.Square().Neg().Exp() * -1.12837916709551257390);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Erfc);
}
