using System.Runtime.InteropServices;

namespace Ganglion.Nets;

/// <summary>Little-endian arrays from and to streams, in pieces, since the bytes of one array may be more than a span can hold.</summary>
internal static class Bytes
{
    private const int Piece = 1 << 20;

    /// <summary>Reads <paramref name="count"/> values. The caller has checked that the stream holds them.</summary>
    /// <exception cref="EndOfStreamException">The stream ended early after all: it changed while it was read.</exception>
    public static T[] Read<T>(Stream stream, int count) where T : unmanaged
    {
        var values = new T[count];
        for (int i = 0; i < count; i += Piece) stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(Piece, count - i))));
        return values;
    }

    public static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        for (; values.Length > Piece; values = values[Piece..]) stream.Write(MemoryMarshal.AsBytes(values[..Piece]));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The elements of a tensor in row-major order, as they lie in memory.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        var t = tensor.Contiguous();
        if (t.DType == DType.F32) Write(stream, t.Span<float>()); else Write(stream, t.Span<double>());
    }
}
