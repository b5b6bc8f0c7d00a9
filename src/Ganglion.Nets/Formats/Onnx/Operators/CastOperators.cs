using System.Globalization;
using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Conversion between element types.</summary>
internal static class CastOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Cast", c => To(c.Array(0), (OnnxElement)c.Int("to")), 6),
        One("CastLike", c => To(c.Array(0), c.Array(1).Element), 15),
    ];

    /// <summary>The elements in another type: floats are cut to whole numbers, whole numbers wrap around, halves are rounded to even.</summary>
    public static OnnxArray To(OnnxArray x, OnnxElement to)
    {
        if (x.Element == to) return x;
        if (to == OnnxElement.String) return new OnnxStrings(Texts(x), x.Shape);
        if (!to.IsFloat()) return to.Size() > 0 ? new OnnxIntegers(Whole(x, to), x.Shape, to)
            : throw new NotSupportedException($"{x.Element.Name()} is not converted to {to.Name()}");
        var y = x switch
        {
            OnnxFloats f => f.Tensor.To(to.DType()),
            OnnxIntegers i => i.ToTensor(to.DType()),
            _ => Tensor.From(Array.ConvertAll(((OnnxStrings)x).Values, Parse), [x.Length]).To(to.DType()).Reshape(x.Shape),
        };
        return new OnnxFloats(to switch
        {
            OnnxElement.Float16 => Rounded(y, static v => (float)(Half)v),
            OnnxElement.BFloat16 => Rounded(y, static v => OnnxElements.FromBFloat16(OnnxElements.ToBFloat16(v))),
            _ => y,
        }, to);
    }

    // Rounding passes derivatives through, as mixed-precision training wants it.
    private static Tensor Rounded(Tensor y, Func<float, float> round)
    {
        float[] from = y.Detach().ToArray();
        var rounded = Tensor.From(Array.ConvertAll(from, v => round(v)), [from.Length]).Reshape(y.Shape);
        return Diff.Custom([y], _ => rounded, static (_, _, g) => [g]);
    }

    private static long[] Whole(OnnxArray x, OnnxElement to) => x switch
    {
        OnnxIntegers i => Array.ConvertAll(i.Values, v => to.Wrap(v)),
        OnnxFloats f when to == OnnxElement.Bool => Array.ConvertAll(f.Tensor.ToDoubles(), static v => v != 0 ? 1L : 0),
        OnnxFloats f when to == OnnxElement.UInt64 => Array.ConvertAll(f.Tensor.ToDoubles(), static v => (long)(ulong)v),
        OnnxFloats f => Array.ConvertAll(f.Tensor.ToDoubles(), v => to.Wrap((long)v)),
        _ => Array.ConvertAll(((OnnxStrings)x).Values, s =>
            to.Wrap(long.TryParse(s, NumberStyles.Integer, CultureInfo.InvariantCulture, out long v) ? v : (long)Parse(s))),
    };

    // As Python and NumPy write numbers: the shortest text that reads back to the same bits.
    private static string[] Texts(OnnxArray x) => x switch
    {
        OnnxFloats { Element: OnnxElement.Double } f =>
            Array.ConvertAll(f.Tensor.ToDoubles(), v => Text(v, v.ToString("R", CultureInfo.InvariantCulture))),
        OnnxFloats f => Array.ConvertAll(f.Tensor.ToArray(), v => Text(v, v.ToString("R", CultureInfo.InvariantCulture))),
        OnnxIntegers { Element: OnnxElement.UInt64 } i => Array.ConvertAll(i.Values, v => ((ulong)v).ToString(CultureInfo.InvariantCulture)),
        OnnxIntegers i => Array.ConvertAll(i.Values, v => v.ToString(CultureInfo.InvariantCulture)),
        _ => ((OnnxStrings)x).Values,
    };

    private static string Text(double v, string digits) => double.IsNaN(v) ? "NaN" : double.IsPositiveInfinity(v) ? "INF"
        : double.IsNegativeInfinity(v) ? "-INF"
        : digits.Contains('.') || digits.Contains('E') ? digits.Replace("E", "e", StringComparison.Ordinal) : digits + ".0";

    private static double Parse(string text) => text.Trim().ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        var t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v
            : throw new FormatException($"the text '{text}' is not a number"),
    };
}
