namespace Ganglion;

/// <summary>y = x · tanh(softplus x) (Misra 2019).</summary>
public static class MishOp
{
    /// <summary>A smooth activation that dips below zero.</summary>
    [Op("mish", Onnx = "Mish", Torch = "torch.nn.functional.mish")]
    public static Tensor Mish(this Tensor x) => x * x.Softplus().Tanh();

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Mish);
}
