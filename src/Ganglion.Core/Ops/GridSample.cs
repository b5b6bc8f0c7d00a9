namespace Ganglion;

/// <summary>
/// Images read at any places, by interpolation (Jaderberg et al. 2015, spatial transformers): a sparse matrix of one, four or sixteen values a
/// place, times the pixels. Derivatives in the pixels and in the places: those of the product.
/// </summary>
public static class GridSampleOp
{
    /// <summary>The images at the places of a grid.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="grid"><c>[batch, outHeight, outWidth, 2]</c>: x and y from -1 to 1, see <see cref="AffineGridOp.AffineGrid"/>.</param>
    /// <param name="mode">How values between pixels are made. With <see cref="Interpolation.Nearest"/> no derivative reaches the grid.</param>
    /// <param name="padding">What lies outside: <see cref="PadMode.Constant"/> zeros, the border, or the mirror image.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the pixels in the corners, rather than their outer edges.</param>
    /// <returns><c>[batch, channels, outHeight, outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the padding is circular.</exception>
    [Op("grid_sample", Onnx = "GridSample", Torch = "torch.nn.functional.grid_sample")]
    public static Tensor GridSample(this Tensor x, Tensor grid, Interpolation mode = Interpolation.Linear, PadMode padding = PadMode.Constant,
        bool alignCorners = false)
    {
        if (x.Rank != 4 || grid.Rank != 4 || grid.Shape[0] != x.Shape[0] || grid.Shape[3] != 2 || padding == PadMode.Circular
            || x.Shape[2] * x.Shape[3] == 0)
            throw new ArgumentException("GridSample: images [batch, channels, height, width], a grid [batch, outHeight, outWidth, 2] and any padding "
                + $"but a circular one are needed; got {Shapes.Text(x.Shape)}, {Shapes.Text(grid.Shape)} and {padding}.");
        Pointwise.SameType("GridSample", x, grid);
        int batch = x.Shape[0], height = x.Shape[2], width = x.Shape[3], places = grid.Length / 2, perImage = places / Math.Max(batch, 1);
        Axis across = Read(grid.Select(3, 0), width), down = Read(grid.Select(3, 1), height);
        int count = across.Taps.Length;
        var ids = new int[places * count * count];
        var inside = new double[ids.Length];
        var weights = new Tensor[count * count];
        for (int ty = 0; ty < count; ty++)
            for (int tx = 0; tx < count; tx++)
            {
                int tap = ty * count + tx;
                weights[tap] = down.Taps[ty] * across.Taps[tx];
                for (int p = 0; p < places; p++)
                {
                    int row = Pixel(down.First[p] + ty, height), column = Pixel(across.First[p] + tx, width), at = p * weights.Length + tap;
                    if (row >= 0 && column >= 0) (ids[at], inside[at]) = ((p / perImage * height + row) * width + column, 1);
                }
            }
        var values = Tensor.Stack(weights, 1).Reshape(ids.Length) * Tensor.From(inside, ids.Length).To(x.DType);
        int[] pointers = [.. Enumerable.Range(0, places + 1).Select(p => p * weights.Length)];
        return new Csr(new Pattern(places, batch * height * width, pointers, ids), values)
            .MatMul(x.Permute(0, 2, 3, 1).Reshape(batch * height * width, x.Shape[1]))
            .Reshape(batch, grid.Shape[1], grid.Shape[2], x.Shape[1]).Permute(0, 3, 1, 2);

        Axis Read(Tensor coordinate, int n)
        {
            var at = coordinate.Reshape(places);
            at = alignCorners ? (at + 1) * ((n - 1) / 2.0) : (at + 1) * (n / 2.0) - 0.5;
            double[] source = at.Detach().ToDoubles();
            if (mode == Interpolation.Nearest)
                return new(Array.ConvertAll(source, v => Whole(Math.Round(v))), [Tensor.Ones([places], x.DType)]);
            double[] floor = Array.ConvertAll(source, Math.Floor);
            var t = at - Tensor.From(floor, places).To(x.DType);
            const double a = -0.75;
            return mode == Interpolation.Linear ? new(Array.ConvertAll(floor, Whole), [1 - t, t])
                : new(Array.ConvertAll(floor, v => Whole(v - 1)), [Far(1 + t, a), Near(t, a), Near(1 - t, a), Far(2 - t, a)]);
        }

        // The pixel whose value stands there, or -1 for none.
        int Pixel(int i, int n)
        {
            if ((uint)i < (uint)n) return i;
            if (padding == PadMode.Constant) return -1;
            if (padding == PadMode.Replicate || n == 1) return Math.Clamp(i, 0, n - 1);
            int period = alignCorners ? 2 * (n - 1) : 2 * n, m = (i % period + period) % period;
            return m < n ? m : period - m - (alignCorners ? 0 : 1);
        }
    }

    private readonly record struct Axis(int[] First, Tensor[] Taps);

    // Far outside and not a number alike are outside.
    private static int Whole(double v) => v is > -1e9 and < 1e9 ? (int)v : -1_000_000_000;

    private static Tensor Near(Tensor t, double a) => ((a + 2) * t - (a + 3)) * t * t + 1;

    private static Tensor Far(Tensor t, double a) => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].GridSample(x[1]), (int[])[0, 2, 3, 3], (int[])[0, 2, 2, 2]),
        new("corners", x => x[0].GridSample(x[1], alignCorners: true), (int[])[2, 2, 3, 5], new OpInput([2, 2, 3, 2], -1.5, 1.5)),
        new("edges", x => x[0].GridSample(x[1] * 0.5), (int[])[1, 2, 2, 4], new OpInput([1, 3, 2, 2], -2, 2)),
        new("border", x => x[0].GridSample(x[1], padding: PadMode.Replicate, alignCorners: true), (int[])[1, 1, 5, 3],
            new OpInput([1, 3, 3, 2], -2, 2)),
        new("mirrored", x => x[0].GridSample(x[1] * 0.5, padding: PadMode.Reflect), (int[])[1, 1, 4, 2], new OpInput([1, 3, 2, 2], -3, 3)),
        new("bicubic", x => x[0].GridSample(x[1], Interpolation.Cubic, alignCorners: true), (int[])[1, 1, 3, 5], new OpInput([1, 2, 2, 2], -1, 1)),
        new("nearest", x => x[0].GridSample(x[1].Detach(), Interpolation.Nearest), (int[])[1, 2, 3, 4], (int[])[1, 2, 3, 2]),
    ];
}
