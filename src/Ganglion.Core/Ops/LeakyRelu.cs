namespace Ganglion;

/// <summary>y = x where x &gt; 0, else slope · x (Maas et al. 2013). Derivative: g, or slope · g.</summary>
public static class LeakyReluOp
{
    /// <summary>Each element, its negative part scaled by <paramref name="slope"/>.</summary>
    [Op("leaky_relu", Onnx = "LeakyRelu", Torch = "torch.nn.functional.leaky_relu")]
    public static Tensor LeakyRelu(this Tensor x, double slope = 0.01) =>
        Diff.Record("leaky_relu", Pointwise.Unary(UnaryKind.LeakyRelu, x, slope), x, g => g * Pointwise.Unary(UnaryKind.Step, x, slope));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.LeakyRelu(0.2));
}
