namespace Ganglion;

/// <summary>y = ln |Γ(x)|. Derivative: g · ψ(x), see <see cref="PolygammaOp"/>.</summary>
public static class LogGammaOp
{
    /// <summary>The logarithm of the gamma function's absolute value; infinite at 0, -1, -2, …</summary>
    [Op("lgamma", Torch = "torch.lgamma")]
    public static Tensor LogGamma(this Tensor x) => Diff.Record("lgamma", Pointwise.Unary(UnaryKind.Lgamma, x), x, g => g * x.Digamma());

    internal static IEnumerable<OpCase> Cases() => [.. OpCase.Unary(LogGamma, 0.3, 6),
        new("below zero", x => x[0].LogGamma(), new OpInput([7], -0.8, -0.3))];
}
