namespace Ganglion;

/// <summary>y = x where x &gt; 0, else α(exp(x / α) - 1): smooth at 0 for every α (Barron 2017).</summary>
public static class CeluOp
{
    /// <summary>The continuously differentiable exponential linear unit of each element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">α is not positive.</exception>
    [Op("celu", Onnx = "Celu", Torch = "torch.nn.functional.celu")]
    public static Tensor Celu(this Tensor x, double alpha = 1) => alpha > 0 ? (x * (1 / alpha)).Elu() * alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Celu: alpha must be above 0.");

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.Celu(0.7));
}
