namespace Ganglion;

/// <summary>y = x where x &gt; threshold, else a constant. Derivative: g where x is above, else 0.</summary>
public static class ThresholdOp
{
    /// <summary>What lies above the threshold, the rest replaced by <paramref name="value"/>.</summary>
    [Op("threshold", Onnx = "ThresholdedRelu", Torch = "torch.nn.functional.threshold")]
    public static Tensor Threshold(this Tensor x, double threshold, double value = 0) =>
        x.Greater(threshold).Where(x, Tensor.Scalar(value, x.DType));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.Threshold(0.5, -1));
}
