namespace Ganglion;

/// <summary>y = ln sigmoid(x) = -softplus(-x), without overflow. Derivative: g · sigmoid(-x).</summary>
public static class LogSigmoidOp
{
    /// <summary>The logarithm of the sigmoid of each element.</summary>
    [Op("log_sigmoid", Torch = "torch.nn.functional.logsigmoid")]
    public static Tensor LogSigmoid(this Tensor x) => x.Neg().Softplus().Neg();

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(LogSigmoid);
}
