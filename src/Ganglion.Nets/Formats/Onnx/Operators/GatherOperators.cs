using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Elements taken by position.</summary>
internal static class GatherOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Gather", Gather), One("GatherElements", GatherElements), One("GatherND", GatherNd), One("Compress", Compress),
    ];

    /// <summary>Positions along an axis, of which negative ones count from its end.</summary>
    public static int[] Ids(OnnxIntegers ids, int n) => Array.ConvertAll(ids.Values, v => v >= -n && v < n ? (int)(v < 0 ? v + n : v)
        : throw new ArgumentOutOfRangeException(nameof(ids), $"position {v} lies outside an axis of size {n}"));

    /// <summary>The flat positions of the slices that an index of tuples names, after <paramref name="batch"/> axes in common.</summary>
    public static int[] Slices(ReadOnlySpan<int> shape, OnnxIntegers index, int batch = 0)
    {
        int width = index.Shape[^1], tuples = width == 0 ? 0 : index.Length / width, inner = Shapes.Count(shape[(batch + width)..]);
        int perBatch = Shapes.Count(index.Shape[batch..^1]);
        int[] strides = Shapes.Strides(shape), positions = new int[tuples * inner];
        for (int t = 0; t < tuples; t++)
        {
            int at = batch > 0 ? t / perBatch * strides[batch - 1] : 0;
            for (int k = 0; k < width; k++)
            {
                long v = index.Values[t * width + k];
                int n = shape[batch + k];
                if (v < -n || v >= n)
                    throw new ArgumentOutOfRangeException(nameof(index), $"position {v} lies outside axis {batch + k}, which has size {n}");
                at += (int)(v < 0 ? v + n : v) * strides[batch + k];
            }
            for (int i = 0; i < inner; i++) positions[t * inner + i] = at + i;
        }
        return positions;
    }

    private static OnnxArray Gather(OnnxCall c)
    {
        var (x, index) = (c.Array(0), c.Integers(1));
        int axis = c.Axis(x.Shape.Length, 0);
        int[] ids = Ids(index, x.Shape[axis]), shape = [.. x.Shape[..axis], .. index.Shape, .. x.Shape[(axis + 1)..]];
        return x.Rearrange(t => t.IndexSelect(axis, ids).Reshape(shape));
    }

    private static OnnxArray GatherElements(OnnxCall c)
    {
        var (x, index) = (c.Array(0), c.Integers(1));
        int axis = c.Axis(x.Shape.Length, 0);
        var ids = IntTensor.From(Ids(index, x.Shape[axis]), index.Shape);
        return x.Rearrange(t => t.Gather(axis, ids));
    }

    private static OnnxArray GatherNd(OnnxCall c)
    {
        var (x, index) = (c.Array(0), c.Integers(1));
        int batch = (int)c.Int("batch_dims", 0);
        return x.Take(Slices(x.Shape, index, batch), [.. index.Shape[..^1], .. x.Shape[(batch + index.Shape[^1])..]]);
    }

    private static OnnxArray Compress(OnnxCall c)
    {
        var x = c.Array(0);
        int[] kept = [.. c.Longs(1).Select((v, i) => v != 0 ? i : -1).Where(i => i >= 0)];
        if (!c.Attributes.ContainsKey("axis")) return x.Take(kept, [kept.Length]);
        int axis = c.Axis(x.Shape.Length, 0);
        return x.Rearrange(t => t.IndexSelect(axis, kept));
    }
}
