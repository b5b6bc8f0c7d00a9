namespace Ganglion;

/// <summary>y = x / (1 + |x|).</summary>
public static class SoftsignOp
{
    /// <summary>A sigmoid from -1 to 1 with polynomial tails.</summary>
    [Op("softsign", Onnx = "Softsign", Torch = "torch.nn.functional.softsign")]
    public static Tensor Softsign(this Tensor x) => x / x.Abs().Affine(1, 1);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Softsign);
}
