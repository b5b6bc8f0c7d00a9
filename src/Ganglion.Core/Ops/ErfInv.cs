namespace Ganglion;

/// <summary>y with erf y = x. Derivative: g · √π/2 · exp(y²).</summary>
public static class ErfInvOp
{
    /// <summary>The inverse of the error function; infinite at -1 and 1, NaN beyond.</summary>
    [Op("erfinv", Torch = "torch.erfinv")]
    public static Tensor ErfInv(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.ErfInv, x);
        return Diff.Record("erfinv", y, x, g => g * y.Square().Exp() * 0.88622692545275801365);
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(ErfInv, -0.8, 0.8);
}
