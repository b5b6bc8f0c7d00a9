using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ganglion.Nets.Onnx;

/// <summary>Writes the wire format of protocol buffers; see <see cref="ProtoReader"/>. What is empty or zero is left out where the schema
/// allows.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _to = new();

    public ReadOnlyMemory<byte> Written => _to.WrittenMemory;

    public void Int64(int field, long value)
    {
        if (value == 0) return;
        Always(field, value);
    }

    /// <summary>A whole number that is written even if it is zero.</summary>
    public void Always(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    public void Single(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_to.GetSpan(4), value);
        _to.Advance(4);
    }

    public void Text(int field, string value)
    {
        if (value.Length > 0) Bytes(field, Encoding.UTF8.GetBytes(value));
    }

    public void Texts(int field, IEnumerable<string> values)
    {
        foreach (string value in values) Bytes(field, Encoding.UTF8.GetBytes(value));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _to.Write(value);
    }

    /// <summary>Whole numbers, one field each, as the schema has <c>dims</c> and <c>ints</c>.</summary>
    public void Int64s(int field, IEnumerable<long> values)
    {
        foreach (long value in values) Always(field, value);
    }

    /// <summary>32-bit floats, packed.</summary>
    public void Singles(int field, float[] values)
    {
        if (values.Length > 0) Bytes(field, MemoryMarshal.AsBytes<float>(values));
    }

    public void Message(int field, Action<ProtoWriter> write)
    {
        var inner = new ProtoWriter();
        write(inner);
        Bytes(field, inner._to.WrittenSpan);
    }

    public void Messages<T>(int field, IEnumerable<T> items, Action<T, ProtoWriter> write)
    {
        foreach (var item in items) Message(field, w => write(item, w));
    }

    private void Varint(ulong value)
    {
        var span = _to.GetSpan(10);
        int n = 0;
        for (; value >= 0x80; value >>= 7) span[n++] = (byte)(value | 0x80);
        span[n++] = (byte)value;
        _to.Advance(n);
    }
}
