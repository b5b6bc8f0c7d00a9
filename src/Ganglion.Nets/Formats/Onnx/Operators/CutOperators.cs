using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Arrays cut, joined, padded and reversed.</summary>
internal static class CutOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Concat", Concat), new("Split", Split), One("Slice", Slice), One("Pad", Pad), One("Trilu", Trilu),
        One("ReverseSequence", ReverseSequence),
    ];

    /// <summary>A part of one axis as Python means it: a start, an end that may lie outside, a step of either sign.</summary>
    public static Tensor Range(Tensor x, int axis, long start, long end, long step)
    {
        long n = x.Shape[axis];
        if (step == 0) throw new ArgumentException("a step of 0 goes nowhere");
        if (start < 0) start += n;
        if (end < 0) end = Math.Max(end, -n - 1) + n;
        start = step > 0 ? Math.Clamp(start, 0, n) : Math.Clamp(start, -1, n - 1);
        end = step > 0 ? Math.Clamp(end, 0, n) : Math.Clamp(end, -1, n - 1);
        if (step > 0) return x.Slice(axis, (int)start, Count(end - start, step), (int)Math.Min(step, int.MaxValue));
        return x.Flip(axis).Slice(axis, (int)(n - 1 - start), Count(start - end, -step), (int)Math.Min(-step, int.MaxValue));

        static int Count(long length, long step) => (int)Math.Max(0, (length + step - 1) / step);
    }

    /// <summary>x with a number of elements more (or, if negative, fewer) at both ends of each axis, filled with a value.</summary>
    public static Tensor Fill(Tensor x, ReadOnlySpan<int> before, ReadOnlySpan<int> after, Tensor value)
    {
        var mask = Tensor.Ones(x.Shape, x.DType);
        bool padded = false;
        for (int a = 0; a < x.Rank; a++)
        {
            if (before[a] < 0 || after[a] < 0)
            {
                int from = Math.Max(0, -before[a]), count = x.Shape[a] - from - Math.Max(0, -after[a]);
                (x, mask) = (x.Slice(a, from, count), mask.Slice(a, from, count));
            }
            int low = Math.Max(0, before[a]), high = Math.Max(0, after[a]);
            (x, mask) = (x.Pad(a, low, high), mask.Pad(a, low, high));
            padded |= low + high > 0;
        }
        return padded && (value.Node is not null || value.Item() != 0) ? mask.Where(x, value) : x;
    }

    private static OnnxArray Concat(OnnxCall c)
    {
        OnnxArray[] parts = [.. Enumerable.Range(0, c.Count).Select(c.Array)];
        int axis = c.Axis(parts[0].Shape.Length, 1);
        return OnnxArrays.Combine(parts, p => Tensor.Concat(p, axis));
    }

    private static OnnxValue?[] Split(OnnxCall c)
    {
        var x = c.Array(0);
        int axis = c.Axis(x.Shape.Length, 0), n = x.Shape[axis], parts = (int)c.Int("num_outputs", c.Node.Outputs.Count),
            size = (n + parts - 1) / parts, at = 0;
        int[] sizes = c.IntsOrInput("split", 1)?.ToSizes() ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(size, n - i * size))];
        if (sizes.Sum() != n) throw new ArgumentException($"parts of {Shapes.Text(sizes)} do not make up axis {axis} of {x.Describe()}");
        return [.. sizes.Select(count => { int start = at; at += count; return x.Rearrange(t => t.Slice(axis, start, count)); })];
    }

    private static OnnxArray Slice(OnnxCall c)
    {
        var x = c.Array(0);
        long[] starts = c.IntsOrInput("starts", 1)!, ends = c.IntsOrInput("ends", 2)!;
        long[] axes = c.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        long[] steps = c.MaybeLongs(4) ?? [.. starts.Select(_ => 1L)];
        return x.Rearrange(t =>
        {
            for (int i = 0; i < starts.Length; i++) t = Range(t, Shapes.Axis((int)axes[i], t.Rank, "Slice"), starts[i], ends[i], steps[i]);
            return t;
        });
    }

    private static OnnxArray Pad(OnnxCall c)
    {
        var x = c.Array(0);
        int rank = x.Shape.Length;
        int[] pads = (c.Ints("pads") ?? c.Ints("paddings") ?? c.Longs(1)).ToSizes(), before = new int[rank], after = new int[rank];
        int[] axes = c.MaybeLongs(3)?.Select(a => Shapes.Axis((int)a, rank, "Pad")).ToArray() ?? [.. Enumerable.Range(0, rank)];
        for (int i = 0; i < axes.Length; i++) (before[axes[i]], after[axes[i]]) = (pads[i], pads[axes.Length + i]);
        string mode = c.Text("mode", "constant");
        if (mode == "constant")
        {
            var value = c.Has(2) ? c.Array(2).Rearrange(t => t.Reshape([]))
                : x is OnnxFloats f ? new OnnxFloats(Tensor.Scalar(c.Float("value", 0), f.Tensor.DType), f.Element)
                : x is OnnxIntegers w ? new OnnxIntegers([0], [], w.Element) : new OnnxStrings([""], []);
            return OnnxArrays.Combine([x, value], p => Fill(p[0], before, after, p[1]));
        }
        var how = mode switch
        {
            "edge" => PadMode.Replicate,
            "reflect" => PadMode.Reflect,
            "wrap" => PadMode.Circular,
            _ => throw new NotSupportedException($"padding of mode '{mode}' is not known; there are constant, edge, reflect and wrap"),
        };
        return x.Rearrange(t =>
        {
            for (int a = 0; a < rank; a++) if (before[a] != 0 || after[a] != 0) t = t.PadWith(a, before[a], after[a], how);
            return t;
        });
    }

    private static OnnxArray Trilu(OnnxCall c)
    {
        var x = c.Array(0);
        int k = c.Has(1) ? (int)c.Longs(1)[0] : 0;
        bool upper = c.Flag("upper", true);
        return x.Rearrange(t => upper ? t.Triu(k) : t.Tril(k));
    }

    private static OnnxArray ReverseSequence(OnnxCall c)
    {
        var x = c.Array(0);
        long[] lengths = c.Longs(1);
        int batch = (int)c.Int("batch_axis", 1), time = (int)c.Int("time_axis", 0);
        int[] shape = x.Shape.ToArray(), strides = Shapes.Strides(shape), positions = new int[x.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            int t = i / strides[time] % shape[time], n = (int)lengths[i / strides[batch] % shape[batch]];
            positions[i] = t < n ? i + (n - 1 - 2 * t) * strides[time] : i;
        }
        return x.Take(positions, shape);
    }
}
