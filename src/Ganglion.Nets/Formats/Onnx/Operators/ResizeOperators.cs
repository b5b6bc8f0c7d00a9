using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>
/// Images, and tensors of any rank, at another resolution. Interpolation is linear in the input and separable, so that each axis is a product
/// with a matrix of weights.
/// </summary>
internal static class ResizeOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Upsample", c => Resize(c, c.Singles("scales") ?? c.F(1).ToArray(), null, null, Rule.Of(c, "asymmetric", "floor"))),
        One("Resize", c => Resize(c, c.F(1).ToArray(), null, null, Rule.Of(c, "asymmetric", "floor")), 10),
        One("Resize", Resize, 11),
    ];

    private sealed record Rule(string Mode, string Coordinates, string Nearest, double A, bool ExcludeOutside, double Extrapolation)
    {
        public static Rule Of(OnnxCall c, string coordinates, string nearest) => new(c.Text("mode", "nearest"),
            c.Text("coordinate_transformation_mode", coordinates), c.Text("nearest_mode", nearest), c.Float("cubic_coeff_a", -0.75),
            c.Flag("exclude_outside"), c.Float("extrapolation_value", 0));

        public Interpolation Interpolation => Mode switch
        {
            "nearest" => Interpolation.Nearest,
            "linear" => Interpolation.Linear,
            "cubic" => Interpolation.Cubic,
            _ => throw new NotSupportedException($"the mode '{Mode}' is not known; there are nearest, linear and cubic"),
        };

        public NearestRounding Rounding => Nearest switch
        {
            "floor" => NearestRounding.Floor,
            "ceil" => NearestRounding.Ceil,
            "round_prefer_ceil" => NearestRounding.PreferCeil,
            "round_prefer_floor" => NearestRounding.PreferFloor,
            _ => throw new NotSupportedException($"the nearest_mode '{Nearest}' is not known"),
        };
    }

    private static OnnxArray Resize(OnnxCall c)
    {
        if (c.Flag("antialias") || c.Attributes.ContainsKey("axes") || c.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw new NotSupportedException("antialias, axes and keep_aspect_ratio_policy are not known; export with opset 17 or older");
        float[]? scales = c.Has(2) && c.F(2).Length > 0 ? c.F(2).ToArray() : null;
        float[]? roi = c.Has(1) && c.Array(1).Length > 0 ? c.F(1).ToArray() : null;
        return Resize(c, scales, scales is null ? c.Longs(3).ToSizes() : null, roi, Rule.Of(c, "half_pixel", "round_prefer_floor"));
    }

    private static OnnxArray Resize(OnnxCall c, float[]? scales, int[]? sizes, float[]? roi, Rule rule)
    {
        var x = c.Array(0);
        int rank = x.Shape.Length;
        if ((scales?.Length ?? sizes!.Length) != rank) throw new ArgumentException($"{x.Describe()} needs a scale or a size for each axis");
        var from = x.Shape.ToArray();
        bool whole = sizes is not null || from.Zip(scales!, (n, s) => n * (double)s).All(m => m == Math.Floor(m));
        if (Mapping(rule.Coordinates, whole) is { } mapping)
            return x.Rearrange(t => sizes is not null ? t.Resize(sizes, rule.Interpolation, mapping, rule.Rounding, rule.A, rule.ExcludeOutside)
                : t.ResizeBy(Array.ConvertAll(scales!, s => (double)s), rule.Interpolation, mapping, rule.Rounding, rule.A, rule.ExcludeOutside));

        // What else there is of coordinates.
        Tensor? outside = null;
        Tensor Along(Tensor t, int axis)
        {
            int n = from[axis], m = sizes is null ? (int)Math.Floor(n * (double)scales![axis]) : sizes[axis];
            double scale = sizes is null ? scales![axis] : (double)m / n;
            double[] at = [.. Enumerable.Range(0, m)
                .Select(i => Coordinate(i, n, scale, roi is null ? (0, 1) : (roi[axis], roi[rank + axis]), rule.Coordinates))];
            if (rule.Coordinates == "tf_crop_and_resize")
            {
                var beyond = Tensor.From(Array.ConvertAll(at, p => p < 0 || p > n - 1 ? 1.0 : 0.0), [m]).To(t.DType)
                    .Reshape([m, .. Enumerable.Repeat(1, rank - 1 - axis)]);
                outside = outside is null ? beyond : outside.Maximum(beyond);
            }
            else if (m == n && at.Index().All(p => p.Item == p.Index)) return t;
            return rule.Interpolation == Interpolation.Nearest ? t.IndexSelect(axis, (int[])[.. at.Select(p => Nearest(p, n, rule.Rounding))])
                : t.Transpose(axis, -1).MatMul(Weights(at, n, rule).To(t.DType), transposeB: true).Transpose(axis, -1);
        }
        var y = x.Rearrange(t => Enumerable.Range(0, rank).Aggregate(t, Along));
        return outside is null ? y : c.Like(outside.Where(Tensor.Scalar(rule.Extrapolation, outside.DType), ((OnnxFloats)y).Tensor));
    }

    // ONNX aligns corners with a size that may be a fraction, which the operation does not know.
    private static PixelMapping? Mapping(string name, bool whole) => name switch
    {
        "half_pixel" => PixelMapping.HalfPixel,
        "asymmetric" => PixelMapping.Asymmetric,
        "pytorch_half_pixel" => PixelMapping.PytorchHalfPixel,
        "align_corners" when whole => PixelMapping.AlignCorners,
        _ => null,
    };

    // Where in the input an element of the output lies.
    private static double Coordinate(int i, int n, double scale, (double Start, double End) roi, string mode) => mode switch
    {
        "tf_half_pixel_for_nn" => (i + 0.5) / scale,
        "align_corners" => n * scale == 1 ? 0 : i * (n - 1) / (n * scale - 1),
        "tf_crop_and_resize" => roi.Start * (n - 1)
            + (n * scale == 1 ? (roi.End - roi.Start) * (n - 1) / 2 : i * (roi.End - roi.Start) * (n - 1) / (n * scale - 1)),
        _ => throw new NotSupportedException($"the coordinate_transformation_mode '{mode}' is not known"),
    };

    private static int Nearest(double p, int n, NearestRounding rounding) => (int)Math.Clamp(rounding switch
    {
        NearestRounding.Floor => Math.Floor(p),
        NearestRounding.Ceil => Math.Ceiling(p),
        NearestRounding.PreferCeil => Math.Floor(p + 0.5),
        _ => Math.Ceiling(p - 0.5),
    }, 0, n - 1);

    private static Tensor Weights(double[] at, int n, Rule rule)
    {
        var w = new double[at.Length * n];
        for (int i = 0; i < at.Length; i++)
        {
            double low = Math.Floor(at[i]), t = at[i] - low;
            double[] taps = rule.Mode switch
            {
                "linear" => [1 - t, t],
                _ => [Far(1 + t), Near(t), Near(1 - t), Far(2 - t)],
            };
            int first = (int)low - (taps.Length - 2) / 2;
            if (rule.ExcludeOutside)
            {
                for (int k = 0; k < taps.Length; k++) if (first + k < 0 || first + k >= n) taps[k] = 0;
                double sum = taps.Sum();
                for (int k = 0; k < taps.Length; k++) taps[k] /= sum;
            }
            for (int k = 0; k < taps.Length; k++) w[i * n + Math.Clamp(first + k, 0, n - 1)] += taps[k];
        }
        return Tensor.From(w, at.Length, n);

        // Keys' kernel (IEEE Trans. ASSP 29, 1981) within one and within two elements.
        double Near(double d) => ((rule.A + 2) * d - (rule.A + 3)) * d * d + 1;
        double Far(double d) => ((rule.A * d - 5 * rule.A) * d + 8 * rule.A) * d - 4 * rule.A;
    }
}
