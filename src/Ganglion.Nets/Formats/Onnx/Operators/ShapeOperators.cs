using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>The same elements under another shape, or their axes in another order.</summary>
internal static class ShapeOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Reshape", c => Reshape(c.Array(0), c.IntsOrInput("shape", 1)!, c.Flag("allowzero"))),
        One("Flatten", Flatten), One("Squeeze", Squeeze), One("Unsqueeze", Unsqueeze), One("Transpose", Transpose), One("Expand", Expand),
        One("Tile", Tile),
        One("Shape", Shape), One("Size", c => new OnnxIntegers([c.Array(0).Length], [])),
        One("DepthToSpace", DepthToSpace), One("SpaceToDepth", SpaceToDepth),
    ];

    private static OnnxArray Reshape(OnnxArray x, long[] wanted, bool allowZero)
    {
        int[] shape = wanted.ToSizes();
        for (int i = 0; i < shape.Length; i++)
            if (shape[i] == 0 && !allowZero) shape[i] = i < x.Shape.Length ? x.Shape[i]
                : throw new ArgumentException($"axis {i} is to be copied from {x.Describe()}, which has no such axis");
        if (Array.IndexOf(shape, -1) is var free && free >= 0)
        {
            int rest = Shapes.Count([.. shape[..free], .. shape[(free + 1)..]]);
            shape[free] = rest > 0 && x.Length % rest == 0 ? x.Length / rest
                : throw new ArgumentException($"{x.Describe()} does not fill shape {Shapes.Text(shape)}");
        }
        return x.Rearrange(t => t.Reshape(shape));
    }

    private static OnnxArray Flatten(OnnxCall c)
    {
        var x = c.Array(0);
        int axis = (int)c.Int("axis", 1);
        if (axis < 0) axis += x.Shape.Length;
        int rows = Shapes.Count(x.Shape[..axis]), columns = Shapes.Count(x.Shape[axis..]);
        return x.Rearrange(t => t.Reshape(rows, columns));
    }

    private static OnnxArray Squeeze(OnnxCall c)
    {
        var x = c.Array(0);
        int[] sizes = x.Shape.ToArray(),
            axes = c.IntsOrInput("axes", 1) is { } given ? ReductionOperators.Axes(given, sizes.Length, "Squeeze")
                : [.. Enumerable.Range(0, sizes.Length).Where(a => sizes[a] == 1)];
        if (axes.FirstOrDefault(a => sizes[a] != 1, -1) is var bad and >= 0)
            throw new ArgumentException($"axis {bad} of {x.Describe()} has size {sizes[bad]}; only axes of size 1 go");
        int[] shape = [.. sizes.Where((_, a) => !axes.Contains(a))];
        return x.Rearrange(t => t.Reshape(shape));
    }

    private static OnnxArray Unsqueeze(OnnxCall c)
    {
        var x = c.Array(0);
        long[] given = c.IntsOrInput("axes", 1) ?? throw new ArgumentException("its axes are missing");
        var shape = x.Shape.ToArray().ToList();
        foreach (int axis in ReductionOperators.Axes(given, shape.Count + given.Length, "Unsqueeze")) shape.Insert(axis, 1);
        return x.Rearrange(t => t.Reshape([.. shape]));
    }

    private static OnnxArray Transpose(OnnxCall c)
    {
        int[] order = c.Sizes("perm") ?? [.. Enumerable.Range(0, c.Array(0).Shape.Length).Reverse()];
        return c.Array(0).Rearrange(t => t.Permute(order));
    }

    private static OnnxArray Expand(OnnxCall c)
    {
        int[] shape = Shapes.Broadcast(c.Array(0).Shape, c.Longs(1).ToSizes(), "Expand");
        return c.Array(0).Rearrange(t => t.Expand(shape));
    }

    private static OnnxArray Tile(OnnxCall c)
    {
        var x = c.Array(0);
        int[] repeats = [.. Enumerable.Repeat(1, x.Shape.Length)];
        if (c.Opset < 6) repeats[c.Scalar(2) is var axis ? (int)axis : 0] = (int)c.Scalar(1);
        else repeats = c.Longs(1).ToSizes();
        return x.Rearrange(t => t.Tile(repeats));
    }

    private static OnnxIntegers Shape(OnnxCall c)
    {
        var shape = c.Array(0).Shape;
        int rank = shape.Length, start = At(c.Int("start", 0)), end = At(c.Int("end", rank));
        return shape[start..Math.Max(start, end)].ToValue();

        int At(long axis) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    private static OnnxArray DepthToSpace(OnnxCall c)
    {
        int b = (int)c.Int("blocksize");
        var s = Image(c.Array(0));
        return c.Text("mode", "DCR") == "DCR"
            ? c.Array(0).Rearrange(t =>
                t.Reshape(s.N, b, b, s.C / (b * b), s.H, s.W).Permute(0, 3, 4, 1, 5, 2).Reshape(s.N, s.C / (b * b), s.H * b, s.W * b))
            : c.Array(0).Rearrange(t =>
                t.Reshape(s.N, s.C / (b * b), b, b, s.H, s.W).Permute(0, 1, 4, 2, 5, 3).Reshape(s.N, s.C / (b * b), s.H * b, s.W * b));
    }

    private static OnnxArray SpaceToDepth(OnnxCall c)
    {
        int b = (int)c.Int("blocksize");
        var s = Image(c.Array(0));
        return c.Array(0).Rearrange(t =>
            t.Reshape(s.N, s.C, s.H / b, b, s.W / b, b).Permute(0, 3, 5, 1, 2, 4).Reshape(s.N, s.C * b * b, s.H / b, s.W / b));
    }

    private static (int N, int C, int H, int W) Image(OnnxArray x) => x.Shape is [var n, var c, var h, var w] ? (n, c, h, w)
        : throw new ArgumentException($"{x.Describe()} is given, where [batch, channels, height, width] is needed");
}
