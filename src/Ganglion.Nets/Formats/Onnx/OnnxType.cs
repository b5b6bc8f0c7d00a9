using System.Globalization;

namespace Ganglion.Nets.Onnx;

/// <summary>What kind of value a type describes.</summary>
public enum OnnxKind
{
    /// <summary>Nothing is said.</summary>
    Unknown,

    /// <summary>An array.</summary>
    Tensor,

    /// <summary>Values one after another.</summary>
    Sequence,

    /// <summary>A value or none.</summary>
    Optional,

    /// <summary>An array written by its elements that are not zero.</summary>
    Sparse,

    /// <summary>A dictionary, which only classical models have.</summary>
    Map,
}

/// <summary>The type of a value (TypeProto).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">The element type of an array.</param>
/// <param name="Shape">The axes of an array: a number, a name for a size that is not fixed, or an empty text; null if not even their number is
/// known.</param>
/// <param name="Inner">What a sequence or an optional holds.</param>
public sealed record OnnxType(OnnxKind Kind, OnnxElement Element = OnnxElement.Undefined, IReadOnlyList<string>? Shape = null, OnnxType? Inner = null)
{
    /// <summary>Such as <c>float [batch, 3, 224, 224]</c>.</summary>
    public override string ToString() => Kind switch
    {
        OnnxKind.Tensor or OnnxKind.Sparse =>
            Element.Name() + (Shape is null ? " of any shape" : $" [{string.Join(", ", Shape.Select(a => a.Length == 0 ? "?" : a))}]"),
        OnnxKind.Unknown => "any",
        _ => $"{Kind.ToString().ToLowerInvariant()} of {Inner}",
    };

    /// <summary>The sizes of the axes; -1 where one is not fixed. Null if their number is not known.</summary>
    public int[]? Sizes => Shape is null ? null
        : [.. Shape.Select(a => int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];

    internal static OnnxType Read(ProtoReader r)
    {
        var type = new OnnxType(OnnxKind.Unknown);
        while (r.Next())
            switch (r.Field)
            {
                case 1: type = r.Message(t => Array(t, OnnxKind.Tensor)); break;
                case 4: type = r.Message(t => Holder(t, OnnxKind.Sequence)); break;
                case 5: r.Skip(); type = new(OnnxKind.Map); break;
                case 8: type = r.Message(t => Array(t, OnnxKind.Sparse)); break;
                case 9: type = r.Message(t => Holder(t, OnnxKind.Optional)); break;
                default: r.Skip(); break;
            }
        return type;
    }

    internal static void Write(OnnxType t, ProtoWriter w)
    {
        switch (t.Kind)
        {
            case OnnxKind.Tensor or OnnxKind.Sparse:
                w.Message(t.Kind == OnnxKind.Tensor ? 1 : 8, a =>
                {
                    a.Int64(1, (long)t.Element);
                    if (t.Shape is not null) a.Message(2, s => s.Messages(1, t.Shape, Dimension));
                });
                break;
            case OnnxKind.Sequence or OnnxKind.Optional:
                w.Message(t.Kind == OnnxKind.Sequence ? 4 : 9, h => h.Message(1, i => Write(t.Inner!, i)));
                break;
        }
    }

    private static void Dimension(string axis, ProtoWriter w)
    {
        if (long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long n)) w.Always(1, n);
        else w.Text(2, axis);
    }

    private static OnnxType Array(ProtoReader r, OnnxKind kind)
    {
        long element = 0;
        List<string>? shape = null;
        while (r.Next())
            switch (r.Field)
            {
                case 1: element = r.Int64(); break;
                case 2:
                    shape = [];
                    r.Message(s =>
                    {
                        while (s.Next()) if (s.Field == 1) shape.Add(s.Message(Dimension)); else s.Skip();
                        return 0;
                    });
                    break;
                default: r.Skip(); break;
            }
        return new(kind, (OnnxElement)element, shape);
    }

    private static string Dimension(ProtoReader r)
    {
        string axis = "";
        while (r.Next())
            switch (r.Field)
            {
                case 1: axis = r.Int64().ToString(CultureInfo.InvariantCulture); break;
                case 2: axis = r.Text(); break;
                default: r.Skip(); break;
            }
        return axis;
    }

    private static OnnxType Holder(ProtoReader r, OnnxKind kind)
    {
        var inner = new OnnxType(OnnxKind.Unknown);
        while (r.Next()) if (r.Field == 1) inner = r.Message(Read); else r.Skip();
        return new(kind, Inner: inner);
    }
}
