namespace Ganglion;

/// <summary>y = erf x = 2/√π ∫₀ˣ exp(-t²) dt. Derivative: g · 2/√π · exp(-x²).</summary>
public static class ErfOp
{
    /// <summary>The error function of each element.</summary>
    [Op("erf", Onnx = "Erf", Torch = "torch.erf")]
    public static Tensor Erf(this Tensor x) => Diff.Record("erf", Pointwise.Unary(UnaryKind.Erf, x), x, g =>
        g * x.Square().Neg().Exp() * 1.12837916709551257390);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Erf);
}
