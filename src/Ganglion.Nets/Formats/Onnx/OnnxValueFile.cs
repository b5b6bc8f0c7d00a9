namespace Ganglion.Nets.Onnx;

/// <summary>Values in files of their own, as the ONNX project's test data has them: <c>input_0.pb</c>.</summary>
public static class OnnxValueFile
{
    /// <summary>Reads a value.</summary>
    /// <param name="path">A serialised TensorProto, SequenceProto or OptionalProto.</param>
    /// <param name="kind">Which of these; the file does not say.</param>
    /// <exception cref="FileFormatException">The file is damaged, or holds what is not read.</exception>
    public static OnnxValue Load(string path, OnnxKind kind = OnnxKind.Tensor) => Read(File.ReadAllBytes(path), path, kind);

    internal static OnnxValue Read(ReadOnlyMemory<byte> bytes, string name, OnnxKind kind)
    {
        var r = new ProtoReader(name, bytes);
        return kind switch
        {
            OnnxKind.Sequence => Sequence(r),
            OnnxKind.Optional => Optional(r),
            OnnxKind.Tensor => OnnxTensor.Read(r).Value,
            _ => throw new ArgumentException($"A value of kind {kind} is not read.", nameof(kind)),
        };
    }

    /// <summary>Writes an array, whole or not at all.</summary>
    public static void Save(string path, OnnxArray value)
    {
        var w = new ProtoWriter();
        OnnxTensor.Write(new("", value), w);
        WholeFile.Write(path, stream => stream.Write(w.Written.Span));
    }

    private static OnnxSequence Sequence(ProtoReader r)
    {
        List<OnnxValue> items = [];
        while (r.Next())
            switch (r.Field)
            {
                case 3: items.Add(r.Message(OnnxTensor.Read).Value); break;
                case 5: items.Add(r.Message(Sequence)); break;
                case 7: items.Add(r.Message(Optional)); break;
                default: r.Skip(); break;
            }
        return new(items);
    }

    private static OnnxOptional Optional(ProtoReader r)
    {
        OnnxValue? value = null;
        while (r.Next())
            switch (r.Field)
            {
                case 3: value = r.Message(OnnxTensor.Read).Value; break;
                case 5: value = r.Message(Sequence); break;
                case 7: value = r.Message(Optional); break;
                default: r.Skip(); break;
            }
        return new(value);
    }
}
