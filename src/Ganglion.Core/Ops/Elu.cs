namespace Ganglion;

/// <summary>y = x where x &gt; 0, else α(eˣ - 1) (Clevert et al. 2015). Derivative: g, or g · (y + α).</summary>
public static class EluOp
{
    /// <summary>The exponential linear unit of each element.</summary>
    [Op("elu", Onnx = "Elu", Torch = "torch.nn.functional.elu")]
    public static Tensor Elu(this Tensor x, double alpha = 1)
    {
        var y = Pointwise.Unary(UnaryKind.Elu, x, alpha);
        return Diff.Record("elu", y, x, g => Pointwise.Unary(UnaryKind.IsPositive, x).Where(g, g * (y + alpha)));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.Elu(0.7));
}
