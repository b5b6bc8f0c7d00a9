namespace Ganglion;

/// <summary>y = x · sigmoid(x), also called swish (Ramachandran et al. 2017). Derivative: g · (s + y · (1 - s)) with s = sigmoid(x).</summary>
public static class SiluOp
{
    /// <summary>The sigmoid-weighted unit of each element.</summary>
    [Op("silu", Torch = "torch.nn.functional.silu")]
    public static Tensor Silu(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Silu, x);
        return Diff.Record("silu", y, x, g =>
        {
            if (!Diff.Recording) return Pointwise.Binary(BinaryKind.SiluBackward, g, x);
            var s = x.Sigmoid();
            return g * (s + y * s.Affine(-1, 1));
        });
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Silu);
}
