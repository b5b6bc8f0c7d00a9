using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Whole numbers that stand for floats: y = (q - zero point) · scale. Sums of products are exact.</summary>
internal static class QuantizationOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("QuantizeLinear", c => Quantize(c.Number(0, DType.F32), Axis(c, c.F(1), 0), c.Has(2) ? Axis(c, Point(c, 2, DType.F32), 0) : null,
            c.Has(2) || c.Int("output_dtype", 0) == 0 ? TypeOf(c, 2) : (OnnxElement)c.Int("output_dtype"))),
        One("DequantizeLinear", Dequantize), new("DynamicQuantizeLinear", Dynamic),
        One("MatMulInteger", c =>
            ProductOperators.Whole(ProductOperators.Multiply(Centred(c, 0, 2, false), Centred(c, 1, 3, true)), OnnxElement.Int32)),
        One("ConvInteger", c =>
            ProductOperators.Whole(ConvolutionOperators.Convolve(c, Centred(c, 0, 2, false), Filters(c, 1, 3), null), OnnxElement.Int32)),
        One("QLinearMatMul", c => Quantize(ProductOperators.Multiply(Centred(c, 0, 2, false), Centred(c, 3, 5, true))
            * (c.Number(1, DType.F64) * c.Number(4, DType.F64)), c.Number(6, DType.F64), Point(c, 7, DType.F64), TypeOf(c, 7))),
        One("QLinearConv", Convolve),
    ];

    private static OnnxElement TypeOf(OnnxCall c, int i) => c.Has(i) ? c.Array(i).Element : OnnxElement.UInt8;

    private static Tensor Point(OnnxCall c, int i, DType dtype) => c.Has(i) ? c.Number(i, dtype) : Tensor.Scalar(0, dtype);

    // Scales of an axis, to be broadcast over the others.
    private static Tensor Axis(OnnxCall c, Tensor scale, int input)
    {
        if (c.Int("block_size", 0) != 0) throw new NotSupportedException("scales of blocks are not known; quantise by tensor or by axis");
        if (scale.Rank != 1) return scale;
        int rank = c.Array(input).Shape.Length;
        return rank == 0 ? scale.Reshape([]) : scale.Length == 1 ? scale
            : scale.Reshape([scale.Length, .. Enumerable.Repeat(1, rank - 1 - c.Axis(rank, 1))]);
    }

    private static OnnxIntegers Quantize(Tensor x, Tensor scale, Tensor? zero, OnnxElement to)
    {
        var (low, high) = to.Range();
        var y = (x / scale).Round();
        if (zero is not null) y += zero;
        return new(Array.ConvertAll(y.ToDoubles(), v => (long)Math.Clamp(v, low, high)), y.Shape, to);
    }

    private static OnnxFloats Dequantize(OnnxCall c)
    {
        var x = c.Number(0, DType.F32);
        if (c.Has(2)) x -= Axis(c, Point(c, 2, DType.F32), 0);
        return c.Like(x * Axis(c, c.F(1), 0), 1);
    }

    private static OnnxValue?[] Dynamic(OnnxCall c)
    {
        var x = c.F(0);
        float low = Math.Min(0, (float)x.Min().Item()), high = Math.Max(0, (float)x.Max().Item()), scale = (high - low) / 255;
        long zero = (long)Math.Clamp(MathF.Round(-low / scale, MidpointRounding.ToEven), 0, 255);
        return [Quantize(x, Tensor.Scalar(scale), Tensor.Scalar(zero), OnnxElement.UInt8), Tensor.Scalar(scale),
            new OnnxIntegers([zero], [], OnnxElement.UInt8)];
    }

    // Less the zero point, which for the right operand of a product may be one a column and for the left one a row.
    private static Tensor Centred(OnnxCall c, int i, int zero, bool right)
    {
        var x = c.Number(i, DType.F64);
        if (!c.Has(zero)) return x;
        var point = Point(c, zero, DType.F64);
        return x - (point.Rank == 1 && point.Length > 1 && !right ? point.Reshape(-1, 1) : point);
    }

    private static Tensor Filters(OnnxCall c, int i, int zero)
    {
        var w = c.Number(i, DType.F64);
        var point = Point(c, zero, DType.F64);
        return w - (point.Length > 1 ? point.Reshape([point.Length, .. Enumerable.Repeat(1, w.Rank - 1)]) : point.Reshape([]));
    }

    private static OnnxIntegers Convolve(OnnxCall c)
    {
        var y = ConvolutionOperators.Convolve(c, Centred(c, 0, 2, false), Filters(c, 3, 5), c.Has(8) ? c.Number(8, DType.F64) : null);
        var scale = c.Number(1, DType.F64) * c.Number(4, DType.F64);
        if (scale.Length > 1) scale = scale.Reshape([scale.Length, .. Enumerable.Repeat(1, y.Rank - 2)]);
        return Quantize(y * scale, c.Number(6, DType.F64), Point(c, 7, DType.F64), TypeOf(c, 7));
    }
}
