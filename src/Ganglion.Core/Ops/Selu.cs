namespace Ganglion;

/// <summary>y = λ · elu(x, α) with the α and λ that keep mean 0 and variance 1 (Klambauer et al. 2017).</summary>
public static class SeluOp
{
    private const double Alpha = 1.6732632423543772848170429916717, Scale = 1.0507009873554804934193349852946;

    /// <summary>The self-normalising exponential linear unit of each element.</summary>
    [Op("selu", Onnx = "Selu", Torch = "torch.nn.functional.selu")]
    public static Tensor Selu(this Tensor x) => x.Elu(Alpha) * Scale;

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Selu);
}
