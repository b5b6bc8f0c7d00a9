using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganglion;

/// <summary>A floating-point format of 16 bits.</summary>
public enum HalfFormat : byte
{
    /// <summary>The upper half of a 32-bit number: 8 bits of exponent, 7 of fraction.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary16: 5 bits of exponent, 10 of fraction.</summary>
    Float16,
}

/// <summary>
/// An immutable array stored in 16 bits a number, rounded to nearest, ties to even; infinities, subnormals and the sign of zero stay, NaN stays
/// NaN. Storage only: unpack to compute.
/// </summary>
public sealed class HalfTensor
{
    private readonly int[] _shape;

    private HalfTensor(ushort[] codes, HalfFormat format, int[] shape) => (Values, Format, _shape) = (codes, format, shape);

    internal ushort[] Values { get; }

    /// <summary>What the 16 bits mean.</summary>
    public HalfFormat Format { get; }

    /// <summary>The size of each axis.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Length => Values.Length;

    /// <summary>The bits of the elements, in row-major order.</summary>
    public ReadOnlySpan<ushort> Codes => Values;

    /// <summary>A tensor of given bits.</summary>
    /// <param name="codes">In row-major order.</param>
    /// <param name="format">What they mean.</param>
    /// <param name="shape">Without one, a vector.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many codes as were given.</exception>
    public static HalfTensor From(ReadOnlySpan<ushort> codes, HalfFormat format, params ReadOnlySpan<int> shape)
    {
        int[] sizes = shape.IsEmpty ? [codes.Length] : shape.ToArray();
        return Shapes.Count(sizes) == codes.Length ? new(codes.ToArray(), format, sizes)
            : throw new ArgumentException($"HalfTensor: {codes.Length} codes do not fill shape {Shapes.Text(sizes)}.", nameof(codes));
    }

    /// <summary>The nearest numbers of the format; those too large become infinite. Both element types are rounded once.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="format">The format to store.</param>
    public static HalfTensor Pack(Tensor x, HalfFormat format)
    {
        var flat = x.Detach().Contiguous();
        var codes = new ushort[x.Length];
        ReadOnlySpan<float> values = x.DType == DType.F32 ? flat.Span<float>() : Odd(flat.Span<double>());
        if (format == HalfFormat.Float16) TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<ushort, Half>(codes.AsSpan()));
        else ToBFloat16(values, codes);
        return new(codes, format, x.Shape.ToArray());
    }

    /// <summary>The numbers; every one of 16 bits is one of 32 as well.</summary>
    public Tensor Unpack(DType dtype = DType.F32)
    {
        var y = Tensor.Empty(_shape, DType.F32);
        var to = y.Data<float>();
        if (Format == HalfFormat.Float16) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(Codes), to);
        else
        {
            int i = 0;
            for (var from = Values.AsSpan(); i <= from.Length - 16; i += 16)
            {
                var (low, high) = Vector256.Widen(Vector256.Create<ushort>(from[i..]));
                (low << 16).AsSingle().CopyTo(to[i..]);
                (high << 16).AsSingle().CopyTo(to[(i + 8)..]);
            }
            for (; i < to.Length; i++) to[i] = BitConverter.UInt32BitsToSingle((uint)Values[i] << 16);
        }
        return y.To(dtype);
    }

    /// <summary>Format and shape.</summary>
    public override string ToString() => $"HalfTensor {Shapes.Text(_shape)}, {Format}";

    private static void ToBFloat16(ReadOnlySpan<float> from, Span<ushort> to)
    {
        int i = 0;
        for (; i <= from.Length - 16; i += 16)
            Vector256.Narrow(Upper(Vector256.Create(from[i..])), Upper(Vector256.Create(from[(i + 8)..]))).CopyTo(to[i..]);
        for (; i < from.Length; i++) to[i] = (ushort)Upper(Vector256.Create(from[i])).ToScalar();
    }

    // Adding just under half a unit, and one more where the kept part is odd, carries exactly where the nearest number is the next one.
    private static Vector256<uint> Upper(Vector256<float> x)
    {
        var bits = x.AsUInt32();
        var rounded = bits + Vector256.Create(0x7FFFu) + (bits >> 16 & Vector256<uint>.One) >> 16;
        var quiet = bits >> 16 | Vector256.Create(0x40u);       // a NaN whose fraction lies in the lower half must not become infinite
        return Vector256.ConditionalSelect(Vector256.IsNaN(x).AsUInt32(), quiet, rounded);
    }

    // Rounding twice errs where the first falls on a tie of the second. Cutting off, with the last bit set where anything was cut, does not
    // (Boldo and Melquiond 2008, "Emulation of FMA and Correctly Rounded Sums").
    private static float[] Odd(ReadOnlySpan<double> x)
    {
        var y = new float[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            float f = (float)x[i];
            if (f != x[i] && !float.IsNaN(f))
            {
                uint bits = BitConverter.SingleToUInt32Bits(f);
                f = BitConverter.UInt32BitsToSingle((Math.Abs((double)f) > Math.Abs(x[i]) ? bits - 1 : bits) | 1);
            }
            y[i] = f;
        }
        return y;
    }
}
