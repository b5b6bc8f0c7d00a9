namespace Ganglion.Nets.Onnx;

/// <summary>A setting of a node (AttributeProto).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, <see cref="OnnxTensor"/>, <see cref="OnnxGraph"/> or
/// <see cref="OnnxType"/>, or an array of one of these; null if it is what a function was called with.</param>
/// <param name="Reference">Inside a function: the attribute of the call that gives the value.</param>
public sealed record OnnxAttribute(string Name, object? Value, string Reference = "")
{
    internal static OnnxAttribute Read(ProtoReader r)
    {
        string name = "", reference = "";
        long type = 0, i = 0;
        float f = 0;
        string s = "";
        OnnxTensor? t = null;
        OnnxGraph? g = null;
        OnnxType? tp = null;
        List<float> floats = [];
        List<long> ints = [];
        List<string> strings = [];
        List<OnnxTensor> tensors = [];
        List<OnnxGraph> graphs = [];
        List<OnnxType> types = [];
        while (r.Next())
            switch (r.Field)
            {
                case 1: name = r.Text(); break;
                case 2: f = r.Single(); break;
                case 3: i = r.Int64(); break;
                case 4: s = r.Text(); break;
                case 5: t = r.Message(OnnxTensor.Read); break;
                case 6: g = r.Message(OnnxGraph.Read); break;
                case 7: r.Singles(floats); break;
                case 8: r.Int64s(ints); break;
                case 9: strings.Add(r.Text()); break;
                case 10: tensors.Add(r.Message(OnnxTensor.Read)); break;
                case 11: graphs.Add(r.Message(OnnxGraph.Read)); break;
                case 14: tp = r.Message(OnnxType.Read); break;
                case 15: types.Add(r.Message(OnnxType.Read)); break;
                case 20: type = r.Int64(); break;
                case 21: reference = r.Text(); break;
                case 22: t = r.Message(OnnxSparse.Read); break;
                case 23: tensors.Add(r.Message(OnnxSparse.Read)); break;
                default: r.Skip(); break;
            }
        return new(name, reference.Length > 0 ? null : type switch
        {
            1 => (object)f,
            2 => i,
            3 => s,
            4 or 11 => t,
            5 => g,
            6 => floats.ToArray(),
            7 => ints.ToArray(),
            8 => strings.ToArray(),
            9 or 12 => tensors.ToArray(),
            10 => graphs.ToArray(),
            13 => tp,
            14 => types.ToArray(),
            _ => throw r.Bad($"attribute '{name}' has type {type}, where 1 to 14 was expected"),
        } ?? throw r.Bad($"attribute '{name}' says type {type}, and no such value is given"), reference);
    }

    internal static void Write(OnnxAttribute a, ProtoWriter w)
    {
        w.Text(1, a.Name);
        w.Text(21, a.Reference);
        long type = 0;
        switch (a.Value)
        {
            case float v: type = 1; w.Single(2, v); break;
            case long v: type = 2; w.Always(3, v); break;
            case string v: type = 3; w.Texts(4, [v]); break;
            case OnnxTensor v: type = 4; w.Message(5, m => OnnxTensor.Write(v, m)); break;
            case OnnxGraph v: type = 5; w.Message(6, m => OnnxGraph.Write(v, m)); break;
            case float[] v: type = 6; w.Singles(7, v); break;
            case long[] v: type = 7; w.Int64s(8, v); break;
            case string[] v: type = 8; w.Texts(9, v); break;
            case OnnxTensor[] v: type = 9; w.Messages(10, v, OnnxTensor.Write); break;
            case OnnxGraph[] v: type = 10; w.Messages(11, v, OnnxGraph.Write); break;
            case OnnxType v: type = 13; w.Message(14, m => OnnxType.Write(v, m)); break;
            case OnnxType[] v: type = 14; w.Messages(15, v, OnnxType.Write); break;
            case null: break;
            default: throw new InvalidOperationException($"Attribute '{a.Name}' holds a {a.Value.GetType().Name}, which ONNX has not.");
        }
        w.Int64(20, type);
    }
}
