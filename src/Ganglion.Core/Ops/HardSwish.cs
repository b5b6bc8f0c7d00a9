namespace Ganglion;

/// <summary>y = x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).</summary>
public static class HardSwishOp
{
    /// <summary>x times its hard sigmoid.</summary>
    [Op("hard_swish", Onnx = "HardSwish", Torch = "torch.nn.functional.hardswish")]
    public static Tensor HardSwish(this Tensor x) => x * x.HardSigmoid();

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(HardSwish, -5, 5);
}
