using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>
/// Random values. The standard does not say which generator; here it is this engine's, keyed by the node's seed and name, so that a graph
/// gives the same values whenever and wherever it runs.
/// </summary>
internal static class RandomOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("RandomUniform", c => Uniform(c, c.Sizes("shape")!, OnnxElement.Float)),
        One("RandomUniformLike", c => Uniform(c, c.Array(0).Shape, c.Array(0).Element)),
        One("RandomNormal", c => Normal(c, c.Sizes("shape")!, OnnxElement.Float)),
        One("RandomNormalLike", c => Normal(c, c.Array(0).Shape, c.Array(0).Element)),
        One("Bernoulli", Bernoulli), One("Multinomial", Multinomial), new("Dropout", Dropout),
    ];

    private static Rng Key(OnnxCall c) => new Rng(c.Attributes.TryGetValue("seed", out var a)
        ? a.Value is float f ? BitConverter.SingleToUInt32Bits(f) : (ulong)c.Int("seed") : 0).Split(c.Node.Outputs[0]);

    private static OnnxFloats Uniform(OnnxCall c, ReadOnlySpan<int> shape, OnnxElement element)
    {
        var type = (OnnxElement)c.Int("dtype", (long)element);
        return new(Key(c).Uniform(shape, c.Float("low", 0), c.Float("high", 1), type.DType()), type);
    }

    private static OnnxFloats Normal(OnnxCall c, ReadOnlySpan<int> shape, OnnxElement element)
    {
        var type = (OnnxElement)c.Int("dtype", (long)element);
        return new(Key(c).Normal(shape, c.Float("mean", 0), c.Float("scale", 1), type.DType()), type);
    }

    private static OnnxArray Bernoulli(OnnxCall c)
    {
        var p = c.F(0);
        return CastOperators.To(c.Like(Key(c).Uniform(p.Shape, dtype: p.DType).Less(p)), (OnnxElement)c.Int("dtype", (long)c.Array(0).Element));
    }

    private static OnnxArray Multinomial(OnnxCall c)
    {
        var p = c.F(0).Softmax().CumSum(1);                       // given are logarithms that need not be normalised
        int rows = p.Shape[0], classes = p.Shape[1], n = (int)c.Int("sample_size", 1);
        double[] edges = p.ToDoubles(), draws = Key(c).Uniform([rows, n], dtype: DType.F64).ToDoubles();
        var ids = new long[rows * n];
        for (int i = 0; i < ids.Length; i++)
            while (ids[i] < classes - 1 && draws[i] >= edges[i / n * classes + ids[i]]) ids[i]++;
        return CastOperators.To(new OnnxIntegers(ids, [rows, n]), (OnnxElement)c.Int("dtype", (long)OnnxElement.Int32));
    }

    // In training only, which opset 12 made an input; before opset 7 it was an attribute.
    private static OnnxValue?[] Dropout(OnnxCall c)
    {
        var x = c.F(0);
        double rate = c.Has(1) ? c.Scalar(1) : c.Float("ratio", 0.5);
        bool training = c.Opset >= 12 ? c.Has(2) && c.Longs(2)[0] != 0 : c.Opset < 7 && !c.Flag("is_test");
        var mask = training && rate > 0 ? Key(c).Uniform(x.Shape, dtype: x.DType).GreaterEqual(rate) : Tensor.Ones(x.Shape, x.DType);
        OnnxValue second = c.Opset >= 10 ? OnnxIntegers.Mask(mask) : c.Like(mask);
        return [training && rate > 0 ? c.Like(x * mask / (1 - rate)) : c.Floats(0), second];
    }
}
