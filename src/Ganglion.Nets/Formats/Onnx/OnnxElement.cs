namespace Ganglion.Nets.Onnx;

/// <summary>The element types of ONNX, with its own numbers (TensorProto.DataType).</summary>
public enum OnnxElement
{
#pragma warning disable CS1591 // the names say it
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
#pragma warning restore CS1591
}

internal static class OnnxElements
{
    public static bool IsFloat(this OnnxElement e) => e is OnnxElement.Float or OnnxElement.Double or OnnxElement.Float16 or OnnxElement.BFloat16;

    /// <summary>The type that float elements are computed in.</summary>
    public static DType DType(this OnnxElement e) => e == OnnxElement.Double ? Ganglion.DType.F64 : Ganglion.DType.F32;

    /// <summary>Bytes an element in raw data.</summary>
    public static int Size(this OnnxElement e) => e switch
    {
        OnnxElement.UInt8 or OnnxElement.Int8 or OnnxElement.Bool => 1,
        OnnxElement.UInt16 or OnnxElement.Int16 or OnnxElement.Float16 or OnnxElement.BFloat16 => 2,
        OnnxElement.Float or OnnxElement.Int32 or OnnxElement.UInt32 => 4,
        OnnxElement.Double or OnnxElement.Int64 or OnnxElement.UInt64 => 8,
        _ => 0,
    };

    /// <summary>A whole number as the type holds it: what does not fit wraps around. UInt64 keeps its bits.</summary>
    public static long Wrap(this OnnxElement e, long v) => e switch
    {
        OnnxElement.UInt8 => (byte)v,
        OnnxElement.Int8 => (sbyte)v,
        OnnxElement.UInt16 => (ushort)v,
        OnnxElement.Int16 => (short)v,
        OnnxElement.Int32 => (int)v,
        OnnxElement.UInt32 => (uint)v,
        OnnxElement.Bool => v == 0 ? 0 : 1,
        _ => v,
    };

    /// <summary>The smallest and the largest number that the type holds.</summary>
    public static (long Low, long High) Range(this OnnxElement e) => e switch
    {
        OnnxElement.UInt8 => (byte.MinValue, byte.MaxValue),
        OnnxElement.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        OnnxElement.UInt16 => (ushort.MinValue, ushort.MaxValue),
        OnnxElement.Int16 => (short.MinValue, short.MaxValue),
        OnnxElement.Int32 => (int.MinValue, int.MaxValue),
        OnnxElement.UInt32 => (uint.MinValue, uint.MaxValue),
        OnnxElement.Bool => (0, 1),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>The name as ONNX writes it in messages.</summary>
    public static string Name(this OnnxElement e) => e.ToString().ToLowerInvariant();

    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Round to nearest, ties to even.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16);
    }
}
