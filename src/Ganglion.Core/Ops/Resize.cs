namespace Ganglion;

/// <summary>
/// The last axes brought to other sizes by interpolation, an axis after another: each is a sparse matrix of one, two or four values a row.
/// Derivative: its transpose.
/// </summary>
public static class ResizeOp
{
    /// <summary>Images, rows or volumes in another size.</summary>
    /// <param name="x"><c>[…, size, …]</c>, such as <c>[batch, channels, height, width]</c>.</param>
    /// <param name="sizes">One for each of the last axes.</param>
    /// <param name="mode">How values between places are made.</param>
    /// <param name="mapping">Where the new places lie in the old.</param>
    /// <param name="rounding">With <see cref="Interpolation.Nearest"/>: which place is the nearest.</param>
    /// <param name="cubic">With <see cref="Interpolation.Cubic"/>: Keys's a; PyTorch and ONNX take -0.75, others -0.5.</param>
    /// <param name="excludeOutside">Whether places beyond the border have no weight, rather than the border's value.</param>
    /// <returns>x's shape with these sizes.</returns>
    /// <exception cref="ArgumentException">More sizes than axes, a size below 1, or an empty axis.</exception>
    [Op("resize", Onnx = "Resize", Torch = "torch.nn.functional.interpolate")]
    public static Tensor Resize(this Tensor x, ReadOnlySpan<int> sizes, Interpolation mode = Interpolation.Linear,
        PixelMapping mapping = PixelMapping.HalfPixel, NearestRounding rounding = NearestRounding.PreferCeil, double cubic = -0.75,
        bool excludeOutside = false)
    {
        int lead = AdaptiveAvgPoolOp.Check("Resize", x, sizes);
        var steps = new double[sizes.Length];
        for (int i = 0; i < steps.Length; i++) steps[i] = (double)x.Shape[lead + i] / sizes[i];
        return Apply(x, sizes, steps, new(mode, mapping, rounding, cubic, excludeOutside));
    }

    /// <summary>As <see cref="Resize"/>, by factors: an axis of size n becomes ⌊n · factor⌋, and its places lie 1 / factor apart.</summary>
    public static Tensor ResizeBy(this Tensor x, ReadOnlySpan<double> factors, Interpolation mode = Interpolation.Linear,
        PixelMapping mapping = PixelMapping.HalfPixel, NearestRounding rounding = NearestRounding.PreferCeil, double cubic = -0.75,
        bool excludeOutside = false)
    {
        int lead = x.Rank - factors.Length;
        var (sizes, steps) = (new int[factors.Length], new double[factors.Length]);
        for (int i = 0; i < steps.Length && lead >= 0; i++) (sizes[i], steps[i]) = ((int)Math.Floor(x.Shape[lead + i] * factors[i]), 1 / factors[i]);
        AdaptiveAvgPoolOp.Check("ResizeBy", x, sizes);
        return Apply(x, sizes, steps, new(mode, mapping, rounding, cubic, excludeOutside));
    }

    private readonly record struct Rule(Interpolation Mode, PixelMapping Mapping, NearestRounding Rounding, double Cubic, bool ExcludeOutside);

    private static Tensor Apply(Tensor x, ReadOnlySpan<int> sizes, double[] steps, Rule rule)
    {
        int[] before = [.. x.Shape[^sizes.Length..]], after = [.. sizes];
        // What shrinks first and what grows last, so that there is little in between; the last axis, which is the slowest, in the middle.
        foreach (int i in Enumerable.Range(0, after.Length).OrderBy(i => i == after.Length - 1 ? 1 : after[i] > before[i] ? 2 : 0))
        {
            int axis = x.Rank - after.Length + i, n = before[i], m = after[i];
            double step = steps[i];
            if (n != m || (step != 1 && rule.Mapping != PixelMapping.AlignCorners))
                x = x.MapAxis(MapAxisOp.Matrix(m, n, place => Weights(Source(place, n, m, step, rule.Mapping), n, rule)), axis);
        }
        return x;
    }

    private static double Source(int i, int n, int m, double step, PixelMapping mapping) => mapping switch
    {
        PixelMapping.AlignCorners => m == 1 ? 0 : (double)i * (n - 1) / (m - 1),
        PixelMapping.Asymmetric => i * step,
        PixelMapping.PytorchHalfPixel when m == 1 => 0,
        _ => (i + 0.5) * step - 0.5,
    };

    private static IEnumerable<(int, double)> Weights(double source, int n, Rule rule)
    {
        if (rule.Mode == Interpolation.Nearest)
            return [(Math.Clamp((int)(rule.Rounding switch
            {
                NearestRounding.Floor => Math.Floor(source),
                NearestRounding.Ceil => Math.Ceiling(source),
                NearestRounding.PreferFloor => Math.Ceiling(source - 0.5),
                _ => Math.Floor(source + 0.5),
            }), 0, n - 1), 1.0)];
        int first = (int)Math.Floor(source);
        double t = source - first, a = rule.Cubic;
        (int At, double Weight)[] taps = rule.Mode == Interpolation.Linear ? [(first, 1 - t), (first + 1, t)]
            : [(first - 1, Far(1 + t, a)), (first, Near(t, a)), (first + 1, Near(1 - t, a)), (first + 2, Far(2 - t, a))];
        var inside = taps.Where(p => p.Weight != 0 && (!rule.ExcludeOutside || (p.At >= 0 && p.At < n))).ToArray();
        double sum = rule.ExcludeOutside ? inside.Sum(p => p.Weight) : 1;
        return inside.Select(p => (Math.Clamp(p.At, 0, n - 1), p.Weight / sum));
    }

    /// <summary>Keys's cubic at a distance up to 1.</summary>
    internal static double Near(double t, double a) => ((a + 2) * t - (a + 3)) * t * t + 1;

    /// <summary>Keys's cubic at a distance from 1 to 2.</summary>
    internal static double Far(double t, double a) => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].Resize([2, 2]), (int[])[0, 2, 3, 3]), new("the same size", x => x[0].Resize([3, 2]), (int[])[1, 2, 3, 2]),
        new("bilinear", x => x[0].Resize([5, 3]), (int[])[1, 2, 3, 4]),
        new("corners", x => x[0].Resize([5, 3], mapping: PixelMapping.AlignCorners), (int[])[1, 2, 3, 4]),
        new("nearest", x => x[0].Resize([5, 3], Interpolation.Nearest), (int[])[1, 2, 3, 4]),
        new("bicubic", x => x[0].Resize([5, 3], Interpolation.Cubic), (int[])[1, 2, 3, 4]),
        new("bicubic, inside only", x => x[0].Resize([5, 3], Interpolation.Cubic, excludeOutside: true, cubic: -0.5), (int[])[1, 1, 3, 4]),
        new("a row by a factor", x => x[0].ResizeBy([2.6]), (int[])[2, 2, 3]), new("volumes", x => x[0].Resize([2, 3, 4]), (int[])[1, 3, 2, 5]),
        new("large", x => x[0].Resize([34, 46]), (int[])[2, 3, 17, 23]),
    ];
}
