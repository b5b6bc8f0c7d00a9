using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Comparisons, truth values, and choosing by them.</summary>
internal static class LogicOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Compare("Greater", (a, b) => a.Greater(b), static (a, b) => a > b, static (a, b) => a > b),
        Compare("GreaterOrEqual", (a, b) => a.GreaterEqual(b), static (a, b) => a >= b, static (a, b) => a >= b),
        Compare("Less", (a, b) => a.Less(b), static (a, b) => a < b, static (a, b) => a < b),
        Compare("LessOrEqual", (a, b) => a.LessEqual(b), static (a, b) => a <= b, static (a, b) => a <= b),
        Compare("Equal", (a, b) => a.Equal(b), static (a, b) => a == b, static (a, b) => a == b),
        Logic("And", static (a, b) => a & b), Logic("Or", static (a, b) => a | b), Logic("Xor", static (a, b) => a ^ b),
        One("Not", c => new OnnxIntegers(Array.ConvertAll(c.Longs(0), static v => 1 - v), c.Integers(0).Shape, OnnxElement.Bool)),
        One("Where", Where),
    ];

    private static OnnxOperator Compare(string name, Func<Tensor, Tensor, Tensor> floats, Func<long, long, bool> whole,
        Func<ulong, ulong, bool> unsigned) =>
        One(name, c => (c.Array(0), ArithmeticOperators.Second(c)) switch
        {
            (OnnxFloats a, OnnxFloats b) => OnnxIntegers.Mask(floats(a.Tensor, b.Tensor)),
            (OnnxIntegers { Element: OnnxElement.UInt64 } a, OnnxIntegers b) =>
                ArithmeticOperators.Whole(a, b, (x, y) => unsigned((ulong)x, (ulong)y) ? 1 : 0, OnnxElement.Bool),
            (OnnxIntegers a, OnnxIntegers b) => ArithmeticOperators.Whole(a, b, (x, y) => whole(x, y) ? 1 : 0, OnnxElement.Bool),
            (OnnxStrings a, OnnxStrings b) when name == "Equal" => Texts(a, b),
            var (a, b) => throw new ArgumentException($"{a.Describe()} and {b.Describe()} cannot be compared; one element type is needed"),
        });

    private static OnnxOperator Logic(string name, Func<long, long, long> f) =>
        One(name, c => ArithmeticOperators.Second(c) is OnnxIntegers b ? ArithmeticOperators.Whole(c.Integers(0), b, f)
            : throw c.Wrong(1, "truth values"));

    private static OnnxIntegers Texts(OnnxStrings a, OnnxStrings b)
    {
        int[] shape = Shapes.Broadcast(a.Shape, b.Shape, "Equal");
        var (x, y) = ((OnnxStrings)a.Rearrange(t => t.Expand(shape)), (OnnxStrings)b.Rearrange(t => t.Expand(shape)));
        return new([.. x.Values.Zip(y.Values, (p, q) => p == q ? 1L : 0)], shape, OnnxElement.Bool);
    }

    private static OnnxArray Where(OnnxCall c)
    {
        var mask = c.Integers(0);
        if (c.Array(1) is OnnxFloats a && c.Array(2) is OnnxFloats b) return c.Like(mask.ToTensor(a.Tensor.DType).Where(a.Tensor, b.Tensor), 1);
        return OnnxArrays.Combine([c.Array(1), c.Array(2)], p => mask.ToTensor(DType.F64).Where(p[0], p[1]));
    }
}
