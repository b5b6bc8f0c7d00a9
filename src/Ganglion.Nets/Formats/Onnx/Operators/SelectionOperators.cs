using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>What depends on the elements themselves: the largest, the different, those that are not zero.</summary>
internal static class SelectionOperators
{
    public static IEnumerable<OnnxOperator> All =>
        [new("TopK", TopK), One("NonZero", NonZero), new("Unique", Unique), One("OneHot", OneHot), One("Hardmax", Hardmax)];

    private static OnnxValue?[] TopK(OnnxCall c)
    {
        var x = c.Array(0) is OnnxFloats f ? f.Tensor : c.Integers(0).ToTensor(DType.F64);
        int k = (int)(c.Ints("k") is null && !c.Attributes.ContainsKey("k") ? c.Longs(1)[0] : c.Int("k")), axis = c.Axis(x.Rank, -1);
        var (_, positions) = x.TopK(k, axis, c.Flag("largest", true));
        return [c.Array(0).Rearrange(t => t.Gather(axis, positions)), OnnxIntegers.Of(positions)];
    }

    private static OnnxIntegers NonZero(OnnxCall c)
    {
        var found = c.Number(0, DType.F64).NonZero();
        return (OnnxIntegers)OnnxIntegers.Of(found).Rearrange(t => t.Transpose());
    }

    private static OnnxValue?[] Unique(OnnxCall c)
    {
        var x = c.Array(0);
        bool sorted = c.Flag("sorted", true), flat = !c.Attributes.ContainsKey("axis");
        int axis = flat ? 0 : c.Axis(x.Shape.Length, 0), length = x.Length;
        var rows = flat ? x.Rearrange(t => t.Reshape(length, 1)) : x.Rearrange(t => t.Transpose(axis, 0));
        int n = rows.Shape[0], width = n == 0 ? 0 : rows.Length / n;
        IComparer<int> order = Comparer<int>.Create((a, b) =>
        {
            for (int i = 0; i < width; i++) if (Compare(rows, a * width + i, b * width + i) is var r && r != 0) return r;
            return 0;
        });

        // The first of each group of equal rows, in order of value; then, if wanted, in order of appearance.
        int[] by = [.. Enumerable.Range(0, n).Order(order)], group = new int[n];
        var firsts = new List<int>();
        for (int i = 0; i < n; i++)
        {
            if (i == 0 || order.Compare(by[i - 1], by[i]) != 0) firsts.Add(by[i]);
            group[by[i]] = firsts.Count - 1;
        }
        int[] rank = [.. Enumerable.Range(0, firsts.Count)];
        if (!sorted) rank = [.. rank.OrderBy(g => firsts[g])];
        int[] place = new int[rank.Length], kept = [.. rank.Select(g => firsts[g])];
        for (int i = 0; i < rank.Length; i++) place[rank[i]] = i;
        long[] inverse = [.. group.Select(g => (long)place[g])], counts = new long[kept.Length];
        foreach (long g in inverse) counts[g]++;
        var y = flat ? rows.Rearrange(t => t.GatherRows(kept).Reshape(kept.Length)) : rows.Rearrange(t => t.GatherRows(kept).Transpose(axis, 0));
        return [y, new OnnxIntegers([.. kept.Select(i => (long)i)], [kept.Length]), new OnnxIntegers(inverse, [n]),
            new OnnxIntegers(counts, [kept.Length])];
    }

    private static int Compare(OnnxArray x, int a, int b) => x switch
    {
        OnnxFloats f => At(f.Tensor, a).CompareTo(At(f.Tensor, b)),
        OnnxIntegers { Element: OnnxElement.UInt64 } i => ((ulong)i.Values[a]).CompareTo((ulong)i.Values[b]),
        OnnxIntegers i => i.Values[a].CompareTo(i.Values[b]),
        _ => string.CompareOrdinal(((OnnxStrings)x).Values[a], ((OnnxStrings)x).Values[b]),
    };

    private static double At(Tensor t, int i) => t.DType == DType.F32 ? t.Contiguous().Span<float>()[i] : t.Contiguous().Span<double>()[i];

    private static OnnxArray OneHot(OnnxCall c)
    {
        int depth = (int)c.Scalar(1);
        double[] ids = c.Number(0, DType.F64).ToDoubles();
        int[] shape = c.Array(0).Shape.ToArray();
        int axis = Shapes.Axis((int)c.Int("axis", -1), shape.Length + 1, "OneHot"), inner = Shapes.Count(shape.AsSpan(axis));

        // An id outside the depth gives a row of the off value.
        var from = new int[ids.Length * depth];
        for (int i = 0; i < ids.Length; i++)
            if (ids[i] is var id && id >= -depth && id < depth)
                from[((i / inner * depth) + (int)(id < 0 ? id + depth : id)) * inner + i % inner] = 1;
        return c.Array(2).Take(from, [.. shape[..axis], depth, .. shape[axis..]]);
    }

    private static OnnxFloats Hardmax(OnnxCall c)
    {
        var x = c.F(0);
        int axis = c.Axis(x.Rank, c.Opset < 13 ? 1 : -1);
        if (c.Opset < 13) return c.Like(Best(x.Flatten(axis).Reshape(Shapes.Count(x.Shape[..axis]), -1), 1).Reshape(x.Shape));
        return c.Like(Best(x, axis));

        static Tensor Best(Tensor x, int axis) => x.ArgMax(axis).OneHot(x.Shape[axis], x.DType) is var hot && axis == x.Rank - 1 ? hot
            : hot.Permute([.. Enumerable.Range(0, axis), x.Rank - 1, .. Enumerable.Range(axis, x.Rank - 1 - axis)]);
    }
}
