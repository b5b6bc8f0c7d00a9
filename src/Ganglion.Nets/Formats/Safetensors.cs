using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ganglion.Nets;

/// <summary>Whole numbers of a file, which no tensor holds.</summary>
/// <param name="Values">A <c>long[]</c>, <c>int[]</c>, <c>short[]</c>, <c>sbyte[]</c> or <c>byte[]</c>
/// (also for booleans), as the file has them.</param>
/// <param name="Shape">The size of each axis.</param>
public sealed record IntegerArray(Array Values, IReadOnlyList<int> Shape);

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The floating-point arrays by name; half precision is widened to <see cref="DType.F32"/>.</param>
/// <param name="Metadata">The free text beside them.</param>
public sealed record SafetensorsFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The arrays of whole numbers by name.</summary>
    public IReadOnlyDictionary<string, IntegerArray> Integers { get; init; } = new Dictionary<string, IntegerArray>();
}

/// <summary>
/// The safetensors format (huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header of names, types, shapes and
/// offsets, then the arrays. Nothing in a file is trusted: every length is held against the size of the file before memory is taken.
/// </summary>
public static class Safetensors
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FileFormatException">The file is damaged, or holds an element type that is not read.</exception>
    public static SafetensorsFile Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a file from a stream that knows its length.</summary>
    /// <param name="stream">Seekable, read from its beginning.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="FileFormatException">The file is damaged, or holds an element type that is not read.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        stream.Position = 0;
        var header = SafetensorsHeader.Read(stream, name);
        var tensors = new Dictionary<string, Tensor>();
        var integers = new Dictionary<string, IntegerArray>();
        foreach (var e in header.Entries)
        {
            stream.Position = header.DataStart + e.Begin;
            if (Values(stream, e) is var values && values is float[] or double[]) tensors.Add(e.Name, Tensor.Wrap(values, e.Shape));
            else integers.Add(e.Name, new(values, e.Shape));
        }
        return new(tensors, header.Metadata) { Integers = integers };
    }

    /// <summary>Writes the leaves of a model, or the state of an optimiser, under their paths.</summary>
    public static void Save(string path, IModel model, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, model.Leaves().ToDictionary(l => l.Path, l => l.Tensor), metadata);

    /// <summary>Writes named tensors, whole or not at all. The same content gives the same bytes.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="metadata">Free text, by key.</param>
    /// <param name="integers">Whole numbers, by name.</param>
    /// <param name="halves">Tensors of 16 bits a number, by name: F16 or BF16 in the file.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or is the reserved <c>__metadata__</c>.</exception>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        IReadOnlyDictionary<string, IntegerArray>? integers = null, IReadOnlyDictionary<string, HalfTensor>? halves = null) =>
        WholeFile.Write(path, stream => Write(stream, tensors, metadata, integers, halves));

    /// <summary>Writes named tensors to a stream.</summary>
    /// <param name="stream">Written from where it stands.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="metadata">Free text, by key.</param>
    /// <param name="integers">Whole numbers, by name.</param>
    /// <param name="halves">Tensors of 16 bits a number, by name: F16 or BF16 in the file.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or is the reserved <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        IReadOnlyDictionary<string, IntegerArray>? integers = null, IReadOnlyDictionary<string, HalfTensor>? halves = null)
    {
        // Wide elements first, so that every array lies at a multiple of its element's size; then by name.
        var entries = tensors.Select(t => (t.Key, Tensor: t.Value))
            .Select(t => new Entry(t.Key, t.Tensor.DType == DType.F32 ? "F32" : "F64", t.Tensor.Shape.ToArray(), t.Tensor.Length, t.Tensor))
            .Concat((integers ?? new Dictionary<string, IntegerArray>())
                .Select(i => new Entry(i.Key, TypeOf(i.Value.Values), i.Value.Shape, i.Value.Values.Length, i.Value.Values)))
            .Concat((halves ?? new Dictionary<string, HalfTensor>())
                .Select(h => (h.Key, Half: h.Value))
                .Select(h => new Entry(h.Key, h.Half.Format == HalfFormat.Float16 ? "F16" : "BF16", h.Half.Shape.ToArray(), h.Half.Length, h.Half)))
            .OrderByDescending(e => ElementTypes.Size(e.Type)).ThenBy(e => e.Name, StringComparer.Ordinal).ToList();

        var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
            foreach (var e in entries)
            {
                if (!names.Add(e.Name))
                    throw new ArgumentException($"Safetensors: the name '{e.Name}' occurs twice or is reserved; give every array a name of its own.");
                json.WriteStartObject(e.Name);
                json.WriteString("dtype", e.Type);
                json.WriteStartArray("shape");
                foreach (int d in e.Shape) json.WriteNumberValue(d);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)e.Length * ElementTypes.Size(e.Type));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        Bytes.Write(stream, (ReadOnlySpan<long>)[header.Length]);
        header.WriteTo(stream);
        foreach (var e in entries) WriteValues(stream, e.Value);
    }

    private readonly record struct Entry(string Name, string Type, IReadOnlyList<int> Shape, int Length, object Value);

    private static Array Values(Stream stream, SafetensorsEntry e) => e.Type switch
    {
        "F32" => Bytes.Read<float>(stream, e.Count),
        "F64" => Bytes.Read<double>(stream, e.Count),
        "F16" => Array.ConvertAll(Bytes.Read<Half>(stream, e.Count), static h => (float)h),
        "BF16" => Array.ConvertAll(Bytes.Read<ushort>(stream, e.Count), static b => BitConverter.UInt32BitsToSingle((uint)b << 16)),
        "I64" => Bytes.Read<long>(stream, e.Count),
        "I32" => Bytes.Read<int>(stream, e.Count),
        "I16" => Bytes.Read<short>(stream, e.Count),
        "I8" => Bytes.Read<sbyte>(stream, e.Count),
        _ => Bytes.Read<byte>(stream, e.Count),                  // U8, BOOL; the header lets nothing else pass
    };

    private static void WriteValues(Stream stream, object value)
    {
        switch (value)
        {
            case Tensor t: Bytes.Write(stream, t); break;
            case HalfTensor h: Bytes.Write(stream, h.Codes); break;
            case long[] v: Bytes.Write<long>(stream, v); break;
            case int[] v: Bytes.Write<int>(stream, v); break;
            case short[] v: Bytes.Write<short>(stream, v); break;
            case sbyte[] v: Bytes.Write<sbyte>(stream, v); break;
            case byte[] v: Bytes.Write<byte>(stream, v); break;
        }
    }

    // By exact type: to the runtime, a byte[] is an sbyte[] as well.
    private static string TypeOf(Array values) => values.GetType() switch
    {
        var t when t == typeof(long[]) => "I64",
        var t when t == typeof(int[]) => "I32",
        var t when t == typeof(short[]) => "I16",
        var t when t == typeof(sbyte[]) => "I8",
        var t when t == typeof(byte[]) => "U8",
        var t => throw new ArgumentException($"Safetensors: {t.Name} is not written; use long[], int[], short[], sbyte[] or byte[]."),
    };
}
