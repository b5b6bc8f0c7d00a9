namespace Ganglion;

/// <summary>y = ψ⁽ⁿ⁾(x), the derivative of order n + 1 of ln Γ. Derivative: g · ψ⁽ⁿ⁺¹⁾(x).</summary>
public static class PolygammaOp
{
    /// <summary>The polygamma function of each element: digamma for n = 0, trigamma for n = 1.</summary>
    /// <param name="x">Any shape; poles at 0, -1, -2, … For n of one or more, NaN below -10⁴.</param>
    /// <param name="n">0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is outside 0 to 100.</exception>
    [Op("polygamma", Torch = "torch.polygamma")]
    public static Tensor Polygamma(this Tensor x, int n) => n is >= 0 and <= 100
        ? Diff.Record("polygamma", Pointwise.Unary(UnaryKind.Polygamma, x, n), x, g => g * x.Polygamma(n + 1))
        : throw new ArgumentOutOfRangeException(nameof(n), n, "Polygamma: the order n is 0 (digamma) to 100.");

    /// <summary>ψ(x), the derivative of ln Γ.</summary>
    public static Tensor Digamma(this Tensor x) => x.Polygamma(0);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Unary(Digamma, 0.6, 6), new("trigamma", x => x[0].Polygamma(1), new OpInput([3, 5], 0.8, 6)),
        new("digamma below zero", x => x[0].Digamma(), new OpInput([7], -0.8, -0.3)),
        new("trigamma below zero", x => x[0].Polygamma(1), new OpInput([7], -1.7, -1.3)),
    ];
}
