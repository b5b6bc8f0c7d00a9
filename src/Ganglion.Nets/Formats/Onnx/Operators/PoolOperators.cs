using static Ganglion.Nets.Onnx.ConvolutionOperators;
using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Windows reduced to one number each.</summary>
internal static class PoolOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("MaxPool", MaxPool), One("AveragePool", c => c.Like(Average(c))), One("LpPool", LpPool), One("MaxUnpool", MaxUnpool),
        One("GlobalMaxPool", c => Global(c, x => x.Max(2))), One("GlobalAveragePool", c => Global(c, x => x.Mean(2))),
        One("GlobalLpPool", c => Global(c, x => x.VectorNorm(c.Opset < 2 ? c.Float("p", 2) : c.Int("p", 2), 2))),
    ];

    private static Window Geometry(OnnxCall c, Tensor x)
    {
        int[] kernel = c.Sizes("kernel_shape") ?? throw new ArgumentException("its kernel_shape is missing");
        return x.Rank == kernel.Length + 2 && kernel.Length is >= 1 and <= 3 ? Window.Of(c, x.Shape[2..], kernel)
            : throw new ArgumentException($"x {Shapes.Text(x.Shape)} and a window {Shapes.Text(kernel)} need one to three spatial axes each, the same number");
    }

    private static OnnxValue?[] MaxPool(OnnxCall c)
    {
        var x = c.Array(0) is OnnxFloats f ? f.Tensor : c.Integers(0).ToTensor(DType.F64);
        var w = Geometry(c, x);
        bool up = c.Flag("ceil_mode");
        var (y, positions) = x.Rank switch
        {
            3 => x.MaxPool1dWithPositions(w.Kernel[0], w.Strides[0], (w.Before[0], w.After[0]), w.Dilations[0], up),
            4 => x.MaxPool2dWithPositions(Pair(w.Kernel), Pair(w.Strides), w.Padding2, Pair(w.Dilations), up),
            _ => x.MaxPool3dWithPositions(Triple(w.Kernel), Triple(w.Strides), w.Padding3, Triple(w.Dilations), up),
        };
        OnnxValue pooled = c.Array(0) is OnnxIntegers i
            ? new OnnxIntegers(Array.ConvertAll(y.ToDoubles(), v => i.Element.Wrap((long)v)), y.Shape, i.Element) : c.Like(y);
        if (!c.Wants(1)) return [pooled];
        int[] spatial = x.Shape[2..].ToArray();
        bool turned = c.Flag("storage_order");
        return [pooled, new OnnxIntegers([.. positions.Span.ToArray().Select(p => turned ? Turned(p, spatial) : p)], y.Shape)];
    }

    // The same position where the last axis is the slowest.
    private static long Turned(int position, int[] spatial)
    {
        int volume = Shapes.Count(spatial), rest = position % volume, turned = 0;
        foreach (int n in spatial.Reverse())
        {
            turned = turned * n + rest % n;
            rest /= n;
        }
        return (long)(position / volume) * volume + turned;
    }

    private static Tensor Average(OnnxCall c)
    {
        var x = c.F(0);
        var w = Geometry(c, x);
        bool up = c.Flag("ceil_mode"), all = c.Flag("count_include_pad");
        return x.Rank switch
        {
            3 => x.AvgPool1d(w.Kernel[0], w.Strides[0], (w.Before[0], w.After[0]), all, w.Dilations[0], up),
            4 => x.AvgPool2d(Pair(w.Kernel), Pair(w.Strides), w.Padding2, all, Pair(w.Dilations), up),
            _ => x.AvgPool3d(Triple(w.Kernel), Triple(w.Strides), w.Padding3, all, Triple(w.Dilations), up),
        };
    }

    private static OnnxFloats LpPool(OnnxCall c)
    {
        var x = c.F(0);
        var w = Geometry(c, x);
        if (x.Rank > 4 || w.Dilations.Any(d => d != 1)) throw new NotSupportedException("volumes and dilated windows are not pooled by norm");
        double p = c.Opset < 2 ? c.Float("p", 2) : c.Int("p", 2);
        bool up = c.Flag("ceil_mode");
        return c.Like(x.Rank == 4 ? x.LpPool2d(p, Pair(w.Kernel), Pair(w.Strides), w.Padding2, up)
            : x.Unsqueeze(2).LpPool2d(p, (1, w.Kernel[0]), (1, w.Strides[0]), (0, w.Before[0], 0, w.After[0]), up).Squeeze(2));
    }

    // Positions mean the output as it would be without output_shape, which may add to its ends.
    private static OnnxFloats MaxUnpool(OnnxCall c)
    {
        var x = c.F(0);
        var w = Geometry(c, x);
        int[] shape = [.. x.Shape[..2], .. w.Kernel.Select((k, a) => (x.Shape[a + 2] - 1) * w.Strides[a] + k - w.Before[a] - w.After[a])];
        var y = x.MaxUnpool(IntTensor.From(c.Longs(1).ToSizes(), x.Shape), shape);
        if (!c.Has(2)) return c.Like(y);
        int[] wanted = c.Longs(2).ToSizes();
        return c.Like(CutOperators.Fill(y, new int[x.Rank], [.. wanted.Zip(shape, (a, b) => a - b)], Tensor.Scalar(0, x.DType)));
    }

    private static OnnxFloats Global(OnnxCall c, Func<Tensor, Tensor> reduce)
    {
        var x = c.F(0);
        return c.Like(reduce(x.Reshape([.. x.Shape[..2], Shapes.Count(x.Shape[2..])]))
            .Reshape([.. x.Shape[..2], .. Enumerable.Repeat(1, x.Rank - 2)]));
    }
}
