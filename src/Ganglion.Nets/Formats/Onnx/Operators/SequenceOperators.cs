using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Sequences of values, and values that may be absent.</summary>
internal static class SequenceOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("SequenceEmpty", _ => new OnnxSequence([])),
        One("SequenceConstruct", c => new OnnxSequence([.. Enumerable.Range(0, c.Count).Select(c.Value)])),
        One("SequenceLength", c => new OnnxIntegers([c.Sequence(0).Items.Count], [])),
        One("SequenceAt", c => c.Sequence(0).Items[At(c, 1, c.Sequence(0).Items.Count - 1)]), One("SequenceInsert", Insert),
        One("SequenceErase", Erase),
        One("SplitToSequence", Split), One("ConcatFromSequence", Concat),
        One("Optional", c => new OnnxOptional(c.Optional(0))),
        One("OptionalHasElement", c => new OnnxIntegers([c.Optional(0) is null or OnnxOptional { Value: null } ? 0 : 1], [], OnnxElement.Bool)),
        One("OptionalGetElement", c => c.Value(0) is OnnxOptional o ? o.Value ?? throw new ArgumentException("its input holds nothing") : c.Value(0)),
    ];

    // A position; negative ones count from the end.
    private static int At(OnnxCall c, int input, int last)
    {
        long at = c.Longs(input)[0], count = c.Sequence(0).Items.Count;
        if (at < 0) at += count;
        return at >= 0 && at <= last ? (int)at
            : throw new ArgumentOutOfRangeException(nameof(c), $"position {c.Longs(input)[0]} lies outside a sequence of {count}");
    }

    private static OnnxSequence Insert(OnnxCall c)
    {
        var items = c.Sequence(0).Items.ToList();
        items.Insert(c.Has(2) ? At(c, 2, items.Count) : items.Count, c.Value(1));
        return new(items);
    }

    private static OnnxSequence Erase(OnnxCall c)
    {
        var items = c.Sequence(0).Items.ToList();
        items.RemoveAt(c.Has(1) ? At(c, 1, items.Count - 1) : items.Count - 1);
        return new(items);
    }

    private static OnnxSequence Split(OnnxCall c)
    {
        var x = c.Array(0);
        int axis = c.Axis(x.Shape.Length, 0), n = x.Shape[axis], at = 0;
        bool keep = c.Has(1) || c.Flag("keepdims", true);
        int[] sizes = !c.Has(1) ? [.. Enumerable.Repeat(1, n)] : c.Array(1).Shape.Length == 1 ? c.Longs(1).ToSizes()
            : [.. Enumerable.Range(0, n).Chunk((int)c.Longs(1)[0]).Select(part => part.Length)];
        return new([.. sizes.Select(count =>
        {
            int start = at;
            at += count;
            return x.Rearrange(t => t.Slice(axis, start, count) is var part && keep ? part : part.Squeeze(axis));
        })]);
    }

    private static OnnxArray Concat(OnnxCall c)
    {
        OnnxArray[] items = [.. c.Sequence(0).Items.Cast<OnnxArray>()];
        bool stack = c.Flag("new_axis");
        int axis = Shapes.Axis((int)c.Int("axis"), items[0].Shape.Length + (stack ? 1 : 0), "ConcatFromSequence");
        return OnnxArrays.Combine(items, p => stack ? Tensor.Stack(p, axis) : Tensor.Concat(p, axis));
    }
}
