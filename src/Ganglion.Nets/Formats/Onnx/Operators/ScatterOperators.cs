using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Elements written by position: set, added, multiplied, or the larger or smaller kept.</summary>
internal static class ScatterOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Scatter", Elements), One("ScatterElements", Elements),
        One("ScatterND", c => Scatter(c, GatherOperators.Slices(c.Array(0).Shape, c.Integers(1)))),
    ];

    private static OnnxArray Elements(OnnxCall c)
    {
        var (x, index) = (c.Array(0), c.Integers(1));
        int axis = c.Axis(x.Shape.Length, 0);
        var ids = IntTensor.From(GatherOperators.Ids(index, x.Shape[axis]), index.Shape);
        return c.Text("reduction", "none") switch
        {
            "none" => OnnxArrays.Combine([x, c.Array(2)], p => p[0].Scatter(axis, ids, p[1])),
            "add" when x is OnnxFloats => c.Like(c.F(0).ScatterAdd(axis, ids, c.F(2))),
            _ => Scatter(c, GatherOp.Flat(x.Shape, axis, ids, "ScatterElements").Span.ToArray()),
        };
    }

    private static OnnxArray Scatter(OnnxCall c, int[] positions)
    {
        string reduction = c.Text("reduction", "none");
        var (x, updates) = (c.Array(0), c.Array(2));
        if (reduction == "none") return Set(x, updates, positions);
        if (reduction == "add" && x is OnnxFloats f)
            return c.Like(f.Tensor + c.F(2).PutAdd(IntTensor.From(positions, [positions.Length]), f.Shape));
        if (reduction is not ("add" or "mul" or "max" or "min"))
            throw new NotSupportedException($"reduction '{reduction}' is not known; there are none, add, mul, max and min");
        return x is OnnxFloats floats ? c.Like(Combined(floats.Tensor, c.F(2), positions, reduction))
            : Whole(c.Integers(0), c.Integers(2), positions, reduction);
    }

    // Whoever writes last to a place wins; its element is then taken from there.
    private static OnnxArray Set(OnnxArray x, OnnxArray updates, int[] positions)
    {
        int[] from = [.. Enumerable.Range(0, x.Length)], shape = x.Shape.ToArray();
        for (int i = 0; i < positions.Length; i++) from[positions[i]] = x.Length + i;
        return OnnxArrays.Combine([x, updates], p =>
            Tensor.Concat([p[0].Reshape(p[0].Length), p[1].Reshape(p[1].Length)]).Take(IntTensor.From(from, [from.Length])).Reshape(shape));
    }

    // Written one after another: the elements that meet in one place are combined round by round, each round by an operation.
    private static Tensor Combined(Tensor x, Tensor updates, int[] positions, string reduction)
    {
        var y = x.Reshape(x.Length);
        var left = Enumerable.Range(0, positions.Length).ToList();
        while (left.Count > 0)
        {
            var round = left.DistinctBy(i => positions[i]).ToArray();
            left = [.. left.Except(round)];
            int[] from = new int[x.Length];
            Array.Fill(from, -1);
            foreach (int i in round) from[positions[i]] = i;
            var ids = IntTensor.From(from, [from.Length]);
            var mask = Tensor.From(Array.ConvertAll(from, i => i >= 0 ? 1.0 : 0.0), [from.Length]).To(x.DType);
            var u = updates.Reshape(updates.Length).Take(ids);
            y = mask.Where(reduction switch { "mul" => y * u, "max" => y.Maximum(u), _ => y.Minimum(u) }, y);
        }
        return y.Reshape(x.Shape);
    }

    private static OnnxIntegers Whole(OnnxIntegers x, OnnxIntegers updates, int[] positions, string reduction)
    {
        long[] y = [.. x.Values];
        for (int i = 0; i < positions.Length; i++)
        {
            ref long at = ref y[positions[i]];
            long u = updates.Values[i];
            at = x.Element.Wrap(reduction switch { "add" => at + u, "mul" => at * u, "max" => Math.Max(at, u), _ => Math.Min(at, u) });
        }
        return new(y, x.Shape, x.Element);
    }
}
