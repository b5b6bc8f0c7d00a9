using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Functions of each element by itself, activations among them.</summary>
internal static class ElementwiseOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Map("Acos", x => x.Acos()), Map("Acosh", x => x.Acosh()), Map("Asin", x => x.Asin()), Map("Asinh", x => x.Asinh()),
        Map("Atan", x => x.Atan()),
        Map("Atanh", x => x.Atanh()), Map("Ceil", x => x.Ceil()), Map("Cos", x => x.Cos()), Map("Cosh", x => x.Cosh()), Map("Erf", x => x.Erf()),
        Map("Exp", x => x.Exp()), Map("Floor", x => x.Floor()), Map("HardSwish", x => x.HardSwish()), Map("Log", x => x.Log()),
        Map("Mish", x => x.Mish()),
        Map("Reciprocal", x => x.Reciprocal()), Map("Round", x => x.Round()), Map("Sigmoid", x => x.Sigmoid()), Map("Sin", x => x.Sin()),
        Map("Sinh", x => x.Sinh()), Map("Softplus", x => x.Softplus()), Map("Softsign", x => x.Softsign()), Map("Sqrt", x => x.Sqrt()),
        Map("Tan", x => x.Tan()), Map("Tanh", x => x.Tanh()),

        One("Abs", c => Signed(c, x => x.Abs(), Math.Abs)), One("Neg", c => Signed(c, x => x.Neg(), static v => -v)),
        One("Sign", c => Signed(c, x => x.Sign(), static v => Math.Sign(v))), One("Relu", c => Signed(c, x => x.Relu(), static v => Math.Max(v, 0))),

        One("Celu", c => c.Like(c.F(0).Celu(c.Float("alpha", 1)))), One("Elu", c => c.Like(c.F(0).Elu(c.Float("alpha", 1)))),
        One("Gelu", c => c.Like(c.Text("approximate", "none") == "none" ? c.F(0).Gelu() : TanhGelu(c.F(0)))),
        One("HardSigmoid", c => c.Like(c.F(0).HardSigmoid(c.Float("alpha", 0.2), c.Float("beta", 0.5)))),
        One("LeakyRelu", c => c.Like(c.F(0).LeakyRelu(c.Float("alpha", 0.01)))), One("PRelu", c => c.Like(PRelu(c))),
        One("Selu", c => c.Like(c.F(0).Elu(c.Float("alpha", 1.67326319217681884765625)) * c.Float("gamma", 1.05070102214813232421875))),
        One("Shrink", c => Shrink(c)), One("ThresholdedRelu", c => c.Like(c.F(0).Threshold(c.Float("alpha", 1)))),
        One("Identity", c => c.Value(0)), One("Clip", Clip), One("IsNaN", c => OnnxIntegers.Mask(c.F(0).IsNaN())), One("IsInf", IsInf),
    ];

    private static OnnxArray Signed(OnnxCall c, Func<Tensor, Tensor> floats, Func<long, long> whole) => c.Array(0) is OnnxIntegers x
        ? new OnnxIntegers(Array.ConvertAll(x.Values, v => x.Element.Wrap(whole(v))), x.Shape, x.Element) : c.Like(floats(c.F(0)));

    private static Tensor TanhGelu(Tensor x) => 0.5 * x * ((x + x.Pow(3) * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh().Affine(1, 1);

    private static Tensor PRelu(OnnxCall c)
    {
        var (x, slope) = (c.F(0), c.F(1));
        if (c.Opset < 7 && slope.Rank == 1 && slope.Length > 1) slope = slope.Reshape([slope.Length, .. Enumerable.Repeat(1, x.Rank - 2)]);
        return x.PRelu(slope);
    }

    private static OnnxArray Shrink(OnnxCall c)
    {
        double lambd = c.Float("lambd", 0.5), bias = c.Float("bias", 0);
        var x = c.Number(0, c.Array(0) is OnnxFloats f ? f.Tensor.DType : DType.F64);
        var y = (x + bias) * x.Less(-lambd) + (x - bias) * x.Greater(lambd);
        return c.Array(0) is OnnxIntegers i ? new OnnxIntegers(Array.ConvertAll(y.ToDoubles(), v => i.Element.Wrap((long)v)), i.Shape, i.Element)
            : c.Like(y);
    }

    // Bounds were attributes before opset 11, and are inputs, each of which may be absent, since.
    private static OnnxArray Clip(OnnxCall c)
    {
        if (c.Array(0) is OnnxIntegers x)
        {
            long low = c.Has(1) ? c.Longs(1)[0] : x.Element.Range().Low, high = c.Has(2) ? c.Longs(2)[0] : x.Element.Range().High;
            return new OnnxIntegers(Array.ConvertAll(x.Values, v => Math.Min(Math.Max(v, low), high)), x.Shape, x.Element);
        }
        return c.Like(c.F(0).Clamp(c.Has(1) ? c.Scalar(1) : c.Float("min", double.NegativeInfinity),
            c.Has(2) ? c.Scalar(2) : c.Float("max", double.PositiveInfinity)));
    }

    private static OnnxIntegers IsInf(OnnxCall c)
    {
        var x = c.F(0);
        var mask = Tensor.Zeros(x.Shape, x.DType);
        if (c.Flag("detect_positive", true)) mask += x.Equal(double.PositiveInfinity);
        if (c.Flag("detect_negative", true)) mask += x.Equal(double.NegativeInfinity);
        return OnnxIntegers.Mask(mask);
    }
}
