using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Images read at places that another tensor gives; differentiable in both.</summary>
internal static class SamplingOperators
{
    public static IEnumerable<OnnxOperator> All => [One("GridSample", c => c.Like(GridSample(c)))];

    private static Tensor GridSample(OnnxCall c)
    {
        var (x, grid) = (c.F(0), c.F(1));
        if (x.Rank != 4 || grid.Rank != 4)
            throw new ArgumentException($"x {Shapes.Text(x.Shape)} and grid {Shapes.Text(grid.Shape)} are given, where [n, c, h, w] and [n, h, w, 2] are needed");
        string padding = c.Text("padding_mode", "zeros"), mode = c.Text("mode", "bilinear");
        bool corners = c.Flag("align_corners");
        var (px, py) = (Place(grid.Select(3, 0), x.Shape[3], corners), Place(grid.Select(3, 1), x.Shape[2], corners));
        if (mode is "bicubic" or "cubic") return Cubic(x, px, py, padding, corners);
        (px, py) = (Inside(px, x.Shape[3], padding, corners), Inside(py, x.Shape[2], padding, corners));
        if (mode == "nearest") return Read(x, px.Round(), py.Round());
        if (mode is not ("bilinear" or "linear")) throw new NotSupportedException($"the mode '{mode}' is not known; there are bilinear, nearest and bicubic");
        Tensor left = px.Detach().Floor(), top = py.Detach().Floor(), u = (px - left).Unsqueeze(1), v = (py - top).Unsqueeze(1);
        return (Read(x, left, top) * (1 - u) + Read(x, left + 1, top) * u) * (1 - v)
            + (Read(x, left, top + 1) * (1 - u) + Read(x, left + 1, top + 1) * u) * v;
    }

    private static Tensor Cubic(Tensor x, Tensor px, Tensor py, string padding, bool corners)
    {
        Tensor left = px.Detach().Floor(), top = py.Detach().Floor();
        Tensor[] u = Taps((px - left).Unsqueeze(1)), v = Taps((py - top).Unsqueeze(1));
        Tensor? sum = null;
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
            {
                var part = Read(x, Inside(left + (j - 1), x.Shape[3], padding, corners), Inside(top + (i - 1), x.Shape[2], padding, corners)) * (u[j] * v[i]);
                sum = sum is null ? part : sum + part;
            }
        return sum!;
    }

    private static Tensor[] Taps(Tensor t)
    {
        const double A = -0.75;
        return [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)];

        static Tensor Near(Tensor d) => ((A + 2) * d - (A + 3)) * d.Square() + 1;
        static Tensor Far(Tensor d) => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
    }

    // From -1 … 1 to positions.
    private static Tensor Place(Tensor g, int n, bool corners) => corners ? (g + 1) * ((n - 1) / 2.0) : ((g + 1) * n - 1) * 0.5;

    private static Tensor Inside(Tensor p, int n, string padding, bool corners)
    {
        if (padding == "border") return p.Clamp(0, n - 1);
        if (padding != "reflection") return p;
        double low = corners ? 0 : -0.5, span = corners ? n - 1 : n;
        if (span == 0) return p * 0;
        var d = (p - low).Abs();
        var turns = (d.Detach() / span).Floor();
        var rest = d - turns * span;
        var odd = turns - (turns * 0.5).Floor() * 2;
        return (odd.Where(span - rest, rest) + low).Clamp(0, n - 1);
    }

    // [n, c, h', w'], with zero where a place lies outside.
    private static Tensor Read(Tensor x, Tensor column, Tensor row)
    {
        int batch = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3], places = column.Length / Math.Max(1, batch);
        double[] left = column.ToDoubles(), top = row.ToDoubles();
        var at = new int[batch * channels * places];
        for (int i = 0; i < at.Length; i++)
        {
            int plane = i / places, p = plane / channels * places + i % places;
            at[i] = left[p] >= 0 && left[p] < width && top[p] >= 0 && top[p] < height ? (plane * height + (int)top[p]) * width + (int)left[p] : -1;
        }
        return x.Take(IntTensor.From(at, [at.Length])).Reshape(batch, channels, column.Shape[1], column.Shape[2]);
    }
}
