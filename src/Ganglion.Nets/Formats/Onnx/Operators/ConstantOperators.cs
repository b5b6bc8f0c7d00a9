using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Values out of nothing or out of sizes.</summary>
internal static class ConstantOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Constant", Constant), One("ConstantOfShape", ConstantOfShape), One("Range", Range), One("EyeLike", EyeLike),
    ];

    private static OnnxValue Constant(OnnxCall c) => c.Attributes.Values.FirstOrDefault(a => a.Name.StartsWith("value", StringComparison.Ordinal)
        || a.Name == "sparse_value")?.Value switch
    {
        OnnxTensor t => t.Value,
        float v => Tensor.Scalar(v),
        float[] v => Tensor.From(v, [v.Length]),
        long v => new OnnxIntegers([v], []),
        long[] v => new OnnxIntegers(v, [v.Length]),
        string v => new OnnxStrings([v], []),
        string[] v => new OnnxStrings(v, [v.Length]),
        _ => throw new ArgumentException("its value is missing"),
    };

    private static OnnxArray ConstantOfShape(OnnxCall c)
    {
        int[] shape = c.Longs(0).ToSizes();
        var value = c.Constant("value") ?? OnnxFloats.Of(Tensor.Scalar(0));
        return value is OnnxFloats f ? new OnnxFloats(Tensor.Full(shape, f.Tensor.Item(), f.Tensor.DType), f.Element)
            : value.Rearrange(t => t.Reshape([]).Expand(shape));
    }

    private static OnnxArray Range(OnnxCall c)
    {
        if (c.Array(0) is OnnxIntegers first)
        {
            long start = first.Values[0], step = c.Longs(2)[0], count = (c.Longs(1)[0] - start + step - Math.Sign(step)) / step;
            return new OnnxIntegers([.. Enumerable.Range(0, (int)Math.Max(0, count)).Select(i => start + i * step)], [(int)Math.Max(0, count)],
                first.Element);
        }
        double from = c.Scalar(0), delta = c.Scalar(2);
        int n = (int)Math.Max(0, Math.Ceiling((c.Scalar(1) - from) / delta));
        return c.Like(Tensor.Range(n, c.F(0).DType) * delta + from);
    }

    private static OnnxArray EyeLike(OnnxCall c)
    {
        var x = c.Array(0);
        int columns = x.Shape[1];
        long k = c.Int("k", 0);
        var ones = new OnnxIntegers([.. Enumerable.Range(0, x.Length).Select(i => i % columns - i / columns == k ? 1L : 0)], x.Shape);
        return CastOperators.To(ones, (OnnxElement)c.Int("dtype", (long)x.Element));
    }
}
