namespace Ganglion;

/// <summary>y = min(max(slope · x + shift, 0), 1). Derivative: slope · g between the bounds, else 0.</summary>
public static class HardSigmoidOp
{
    /// <summary>A sigmoid made of three lines; by default of slope 1/6.</summary>
    [Op("hard_sigmoid", Onnx = "HardSigmoid", Torch = "torch.nn.functional.hardsigmoid")]
    public static Tensor HardSigmoid(this Tensor x, double slope = 1.0 / 6, double shift = 0.5) => x.Affine(slope, shift).Clamp(0, 1);

    internal static IEnumerable<OpCase> Cases() => [.. OpCase.Unary(x => x.HardSigmoid(), -5, 5),
        new("steep", x => x[0].HardSigmoid(0.5, 0.5), (int[])[3, 5])];
}
