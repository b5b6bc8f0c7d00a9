using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Windows reduced to one number each.</summary>
internal static class PoolOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("MaxPool", MaxPool), One("AveragePool", c => c.Like(Average(c))), One("LpPool", LpPool), One("MaxUnpool", MaxUnpool),
        One("GlobalMaxPool", c => Global(c, x => x.Max(2))), One("GlobalAveragePool", c => Global(c, x => x.Mean(2))),
        One("GlobalLpPool", c => Global(c, x => x.Abs().Pow(c.Float("p", c.Int("p", 2))).Sum(2).Pow(1.0 / c.Int("p", 2)))),
    ];

    // Where the windows lie: their description, the extra elements that a rounded-up size wants at the end, and the output's sizes.
    private static (ConvolutionOperators.Window Window, int[] Extra, int[] Sizes) Geometry(OnnxCall c, ReadOnlySpan<int> spatial)
    {
        int[] kernel = c.Sizes("kernel_shape") ?? throw new ArgumentException("its kernel_shape is missing");
        var w = ConvolutionOperators.Window.Of(c, spatial, kernel);
        int[] extra = new int[kernel.Length], sizes = new int[kernel.Length];
        bool up = c.Flag("ceil_mode");
        for (int a = 0; a < kernel.Length; a++)
        {
            int room = spatial[a] + w.Before[a] + w.After[a] - w.Extent(a);
            sizes[a] = (up ? (room + w.Strides[a] - 1) / w.Strides[a] : room / w.Strides[a]) + 1;
            extra[a] = Math.Max(0, (sizes[a] - 1) * w.Strides[a] - room);
        }
        return (w, extra, sizes);
    }

    private static OnnxValue?[] MaxPool(OnnxCall c)
    {
        var x = c.Array(0) is OnnxFloats f ? f.Tensor : c.Integers(0).ToTensor(DType.F64);
        var (w, extra, sizes) = Geometry(c, x.Shape[2..]);
        var lowest = Tensor.Scalar(double.NegativeInfinity, x.DType);
        int planes = x.Shape[0] * x.Shape[1], volume = Shapes.Count(x.Shape[2..]);
        int[] shape = [.. x.Shape[..2], .. sizes];
        if (x.Rank <= 4 && !c.Flag("storage_order"))
        {
            var (pooled, where) = Flat(x).MaxPool2dWithPositions(Pair(w.Kernel, 1), Pair(w.Strides, 1), w.Padding, Pair(w.Dilations, 1), c.Flag("ceil_mode"));
            pooled = Unflat(pooled, x);
            return [Result(pooled), new OnnxIntegers([.. where.Span.ToArray().Select(p => (long)p)], pooled.Shape)];
        }
        var (windows, positions) = Windows(x, w, sizes, lowest);
        var best = windows.ArgMax(-1);
        int k = Shapes.Count(w.Kernel), cells = Shapes.Count(sizes);
        long[] flat = new long[best.Length];
        int[] spatial = x.Shape[2..].ToArray(), strides = Shapes.Strides(spatial);
        for (int i = 0; i < flat.Length; i++)
        {
            int at = positions[i % cells * k + best[i]];
            if (c.Flag("storage_order"))
            {
                int turned = 0;
                for (int a = spatial.Length - 1; a >= 0; a--) turned = turned * spatial[a] + at / strides[a] % spatial[a];
                at = turned;
            }
            flat[i] = (long)(i / cells) * volume + at;
        }
        return [Result(windows.Max(-1).Reshape(shape)), new OnnxIntegers(flat, shape)];

        OnnxArray Result(Tensor y) => c.Array(0) is OnnxIntegers i
            ? new OnnxIntegers(Array.ConvertAll(y.ToDoubles(), v => i.Element.Wrap((long)v)), y.Shape, i.Element) : c.Like(y);
    }

    // The mean over what counts: the padding if it is to, but never what rounding up adds.
    private static Tensor Average(OnnxCall c)
    {
        var x = c.F(0);
        var (w, extra, sizes) = Geometry(c, x.Shape[2..]);
        if (x.Rank <= 4)
            return Unflat(Flat(x).AvgPool2d(Pair(w.Kernel, 1), Pair(w.Strides, 1), w.Padding, c.Flag("count_include_pad"), Pair(w.Dilations, 1),
                c.Flag("ceil_mode")), x);
        var zero = Tensor.Scalar(0, x.DType);
        int[] before = [0, 0, .. w.Before], after = [0, 0, .. w.After], more = [0, 0, .. extra];
        var counts = CutOperators.Fill(Tensor.Ones([1, 1, .. x.Shape[2..]], x.DType), before, after,
            Tensor.Scalar(c.Flag("count_include_pad") ? 1 : 0, x.DType));
        return Sum(CutOperators.Fill(x, before, [.. after.Zip(more, (a, e) => a + e)], zero), w, sizes)
            / Sum(CutOperators.Fill(counts, new int[x.Rank], more, zero), w, sizes);
    }

    private static OnnxFloats LpPool(OnnxCall c)
    {
        var x = c.F(0);
        var (w, extra, sizes) = Geometry(c, x.Shape[2..]);
        double p = c.Opset < 2 ? c.Float("p", 2) : c.Int("p", 2);
        var padded = CutOperators.Fill(x.Abs().Pow(p), [0, 0, .. w.Before], [0, 0, .. w.After.Zip(extra, (a, e) => a + e)], Tensor.Scalar(0, x.DType));
        return c.Like(Sum(padded, w, sizes).Pow(1 / p));
    }

    // The sum over windows of a tensor that is padded already.
    private static Tensor Sum(Tensor x, ConvolutionOperators.Window w, int[] sizes)
    {
        int[] shape = [.. x.Shape[..2], .. sizes];
        if (x.Rank <= 4 && w.Dilations.All(d => d == 1))
            return (Flat(x).AvgPool2d(Pair(w.Kernel, 1), Pair(w.Strides, 1)) * Shapes.Count(w.Kernel)).Reshape(shape);
        int[] none = new int[sizes.Length];
        return Windows(x, w with { Before = none }, sizes, Tensor.Scalar(0, x.DType)).Windows.Sum(-1).Reshape(shape);
    }

    // [planes, windows, elements of a window], and where in its plane each element lies.
    private static (Tensor Windows, int[] Positions) Windows(Tensor x, ConvolutionOperators.Window w, int[] sizes, Tensor outside)
    {
        int[] spatial = x.Shape[2..].ToArray();
        int volume = Shapes.Count(spatial), cells = Shapes.Count(sizes), k = Shapes.Count(w.Kernel), planes = x.Shape[0] * x.Shape[1];
        var positions = new int[cells * k];
        for (int i = 0; i < positions.Length; i++)
        {
            int cell = i / k, inside = i % k, at = 0, step = 1;
            for (int a = spatial.Length - 1; a >= 0; a--)
            {
                int p = cell % sizes[a] * w.Strides[a] - w.Before[a] + inside % w.Kernel[a] * w.Dilations[a];
                at = at < 0 || p < 0 || p >= spatial[a] ? -1 : at + p * step;
                (cell, inside, step) = (cell / sizes[a], inside / w.Kernel[a], step * spatial[a]);
            }
            positions[i] = at;
        }
        var planesAndOne = Tensor.Concat([x.Reshape(planes, volume), outside.Reshape(1, 1).Expand([planes, 1])], 1);
        return (planesAndOne.IndexSelect(1, Array.ConvertAll(positions, p => p < 0 ? volume : p)).Reshape(planes, cells, k), positions);
    }

    private static OnnxFloats MaxUnpool(OnnxCall c)
    {
        var x = c.F(0);
        int[] kernel = c.Sizes("kernel_shape")!;
        var w = ConvolutionOperators.Window.Of(c, x.Shape[2..], kernel);
        int[] shape = [.. x.Shape[..2], .. kernel.Select((k, a) => (x.Shape[a + 2] - 1) * w.Strides[a] + k - w.Before[a] - w.After[a])];
        var y = x.PutAdd(IntTensor.From(c.Longs(1).ToSizes(), [x.Length]), shape);
        if (!c.Has(2)) return c.Like(y);
        int[] wanted = c.Longs(2).ToSizes();
        return c.Like(CutOperators.Fill(y, new int[x.Rank], [.. wanted.Zip(shape, (a, b) => a - b)], Tensor.Scalar(0, x.DType)));
    }

    private static OnnxFloats Global(OnnxCall c, Func<Tensor, Tensor> reduce)
    {
        var x = c.F(0);
        return c.Like(reduce(x.Reshape([.. x.Shape[..2], Shapes.Count(x.Shape[2..])])).Reshape([.. x.Shape[..2], .. Enumerable.Repeat(1, x.Rank - 2)]));
    }

    // One spatial axis as the second of two.
    private static Tensor Flat(Tensor x) => x.Rank == 3 ? x.Unsqueeze(2) : x;

    private static Tensor Unflat(Tensor y, Tensor x) => x.Rank == 3 ? y.Squeeze(2) : y;

    private static Size2 Pair(int[] v, int single) => v.Length == 1 ? (single, v[0]) : (v[0], v[1]);
}
