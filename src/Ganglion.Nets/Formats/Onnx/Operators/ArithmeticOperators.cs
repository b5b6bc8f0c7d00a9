using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Arithmetic of two and more operands, with broadcasting; whole numbers wrap around as their type does.</summary>
internal static class ArithmeticOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Two("Add", (a, b) => a + b, static (a, b) => a + b), Two("Sub", (a, b) => a - b, static (a, b) => a - b),
        Two("Mul", (a, b) => a * b, static (a, b) => a * b), Two("Div", (a, b) => a / b, Divide, static (a, b) => (long)((ulong)a / (ulong)b)),
        Many("Sum", (a, b) => a + b, static (a, b) => a + b),
        Many("Max", (a, b) => a.Maximum(b), Math.Max, static (a, b) => (long)Math.Max((ulong)a, (ulong)b)),
        Many("Min", (a, b) => a.Minimum(b), Math.Min, static (a, b) => (long)Math.Min((ulong)a, (ulong)b)), One("Mean", Mean), One("Pow", Pow),
        One("Mod", Mod),
        One("BitShift", BitShift),
        Two("BitwiseAnd", null, static (a, b) => a & b), Two("BitwiseOr", null, static (a, b) => a | b),
        Two("BitwiseXor", null, static (a, b) => a ^ b),
        One("BitwiseNot", c => c.Integers(0) is var x ? new OnnxIntegers(Array.ConvertAll(x.Values, v => x.Element.Wrap(~v)), x.Shape, x.Element) : x),
    ];

    /// <summary>Whole numbers, element by element, under NumPy's broadcasting.</summary>
    public static OnnxIntegers Whole(OnnxIntegers a, OnnxIntegers b, Func<long, long, long> f, OnnxElement? element = null)
    {
        int[] shape = Shapes.Broadcast(a.Shape, b.Shape, "operands");
        long[] x = Stretch(a, shape), y = Stretch(b, shape), z = new long[x.Length];
        var type = element ?? a.Element;
        for (int i = 0; i < z.Length; i++) z[i] = type.Wrap(f(x[i], y[i]));
        return new(z, shape, type);
    }

    /// <summary>Before opset 7 the second operand's axes are aligned with those of the first from the attribute <c>axis</c> on.</summary>
    public static OnnxArray Second(OnnxCall c)
    {
        var b = c.Array(1);
        if (c.Opset >= 7 || !c.Flag("broadcast") || !c.Attributes.ContainsKey("axis")) return b;
        int rank = c.Array(0).Shape.Length, axis = c.Axis(rank, 0);
        int[] shape = [.. b.Shape, .. Enumerable.Repeat(1, rank - axis - b.Shape.Length)];
        return b.Rearrange(t => t.Reshape(shape));
    }

    private static long[] Stretch(OnnxIntegers x, int[] shape) =>
        x.Shape.SequenceEqual(shape) ? x.Values : ((OnnxIntegers)x.Rearrange(t => t.Expand(shape))).Values;

    private static OnnxOperator Two(string name, Func<Tensor, Tensor, Tensor>? floats, Func<long, long, long> whole,
        Func<long, long, long>? unsigned = null) =>
        One(name, c => Apply(c, c.Array(0), Second(c), floats, whole, unsigned));

    private static OnnxOperator Many(string name, Func<Tensor, Tensor, Tensor> floats, Func<long, long, long> whole,
        Func<long, long, long>? unsigned = null) =>
        One(name, c => Enumerable.Range(1, c.Count - 1).Aggregate(c.Array(0), (y, i) => Apply(c, y, c.Array(i), floats, whole, unsigned)));

    private static OnnxArray Apply(OnnxCall c, OnnxArray a, OnnxArray b, Func<Tensor, Tensor, Tensor>? floats, Func<long, long, long> whole,
        Func<long, long, long>? unsigned) => (a, b) switch
        {
            (OnnxFloats x, OnnxFloats y) when floats is not null => new OnnxFloats(floats(x.Tensor, y.Tensor), x.Element),
            (OnnxIntegers x, OnnxIntegers y) when x.Element == y.Element =>
                Whole(x, y, x.Element == OnnxElement.UInt64 && unsigned is not null ? unsigned : whole),
            _ => throw new ArgumentException($"its operands are {a.Describe()} and {b.Describe()}; one element type is needed"),
        };

    // The one quotient of two's complement that does not fit wraps around.
    private static long Divide(long a, long b) => b == 0 ? throw new DivideByZeroException("a whole number is divided by zero")
        : b == -1 ? unchecked(-a) : a / b;

    private static OnnxFloats Mean(OnnxCall c) =>
        c.Like(Enumerable.Range(1, c.Count - 1).Aggregate(c.F(0), (y, i) => y + c.F(i)) / (double)c.Count);

    // The base decides the type of the result; powers of whole numbers are worked out in 64-bit floats.
    private static OnnxArray Pow(OnnxCall c)
    {
        var second = Second(c);
        if (c.Array(0) is OnnxFloats x)
        {
            var power = second is OnnxFloats f ? f.Tensor.To(x.Tensor.DType) : ((OnnxIntegers)second).ToTensor(x.Tensor.DType);
            return c.Like(power.Length == 1 && power.Rank <= x.Tensor.Rank ? x.Tensor.Pow(power.Item()) : x.Tensor.Pow(power));
        }
        var from = c.Integers(0);
        var y = c.Number(0, DType.F64).Pow(c.Number(1, DType.F64));
        return new OnnxIntegers(Array.ConvertAll(y.ToDoubles(), v => from.Element.Wrap((long)v)), y.Shape, from.Element);
    }

    private static OnnxArray Mod(OnnxCall c)
    {
        bool truncated = c.Flag("fmod");
        if (c.Array(0) is OnnxFloats) return c.Like(truncated ? c.F(0).Fmod(c.F(1)) : c.F(0).Remainder(c.F(1)));
        var (x, y) = (c.Integers(0), c.Integers(1));
        return x.Element == OnnxElement.UInt64 ? Whole(x, y, static (a, b) => (long)((ulong)a % (ulong)b))
            : Whole(x, y, truncated ? static (a, b) => a % b : static (a, b) => a % b is var r && r != 0 && r < 0 != b < 0 ? r + b : r);
    }

    private static OnnxIntegers BitShift(OnnxCall c) => Whole(c.Integers(0), c.Integers(1), c.Text("direction", "") == "LEFT"
        ? static (a, b) => b > 63 ? 0 : a << (int)b : static (a, b) => b > 63 ? 0 : (long)((ulong)a >> (int)b));
}
