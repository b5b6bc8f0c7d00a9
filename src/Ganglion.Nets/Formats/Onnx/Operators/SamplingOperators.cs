using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Images read at places that another tensor gives.</summary>
internal static class SamplingOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("GridSample", c => c.Like(c.F(0)
            .GridSample(c.F(1), Mode(c.Text("mode", "bilinear")), Padding(c.Text("padding_mode", "zeros")), c.Flag("align_corners")))),
    ];

    private static Interpolation Mode(string name) => name switch
    {
        "bilinear" or "linear" => Interpolation.Linear,
        "nearest" => Interpolation.Nearest,
        "bicubic" or "cubic" => Interpolation.Cubic,
        _ => throw new NotSupportedException($"the mode '{name}' is not known; there are bilinear, nearest and bicubic"),
    };

    private static PadMode Padding(string name) => name switch
    {
        "zeros" => PadMode.Constant,
        "border" => PadMode.Replicate,
        "reflection" => PadMode.Reflect,
        _ => throw new NotSupportedException($"the padding_mode '{name}' is not known; there are zeros, border and reflection"),
    };
}
