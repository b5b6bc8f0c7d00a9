namespace Ganglion;

/// <summary>y = x · Φ(x) with the normal distribution's Φ, exact (Hendrycks and Gimpel 2016). Derivative: g · (Φ(x) + x · φ(x)).</summary>
public static class GeluOp
{
    /// <summary>The Gaussian error linear unit of each element.</summary>
    [Op("gelu", Onnx = "Gelu", Torch = "torch.nn.functional.gelu")]
    public static Tensor Gelu(this Tensor x) => Diff.Record("gelu", Pointwise.Unary(UnaryKind.Gelu, x), x, g =>
    {
        if (!Diff.Recording) return Pointwise.Binary(BinaryKind.GeluBackward, g, x);
        var cdf = (x * 0.70710678118654752440).Erf().Affine(0.5, 0.5);
        var density = (x.Square() * -0.5).Exp() * 0.39894228040143267794;
        return g * (cdf + x * density);
    });

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Gelu);
}
