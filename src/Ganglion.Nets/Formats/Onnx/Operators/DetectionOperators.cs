using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Boxes in images.</summary>
internal static class DetectionOperators
{
    public static IEnumerable<OnnxOperator> All => [One("NonMaxSuppression", NonMaxSuppression), One("RoiAlign", c => c.Like(RoiAlign(c))),
        One("MaxRoiPool", c => c.Like(MaxRoiPool(c)))];

    private static OnnxIntegers NonMaxSuppression(OnnxCall c)
    {
        double[] boxes = c.F(0).ToDoubles(), scores = c.F(1).ToDoubles();
        int batch = c.F(1).Shape[0], classes = c.F(1).Shape[1], n = c.F(1).Shape[2];
        long most = c.Has(2) ? c.Longs(2)[0] : 0;
        double overlap = c.Has(3) ? c.Scalar(3) : 0, least = c.Has(4) ? c.Scalar(4) : double.NegativeInfinity;
        bool centred = c.Flag("center_point_box");
        var selected = new List<long>();
        for (int b = 0; b < batch; b++)
            for (int k = 0; k < classes; k++)
            {
                int from = (b * classes + k) * n;
                var kept = new List<Box>();
                foreach (int i in Enumerable.Range(0, n).Where(i => scores[from + i] > least).OrderByDescending(i => scores[from + i]))
                {
                    if (kept.Count >= most) break;
                    var box = Box.Of(boxes.AsSpan((b * n + i) * 4, 4), centred);
                    if (kept.Any(other => box.Overlap(other) > overlap)) continue;
                    kept.Add(box);
                    selected.AddRange([b, k, i]);
                }
            }
        return new([.. selected], [selected.Count / 3, 3]);
    }

    private readonly record struct Box(double Top, double Left, double Bottom, double Right)
    {
        public static Box Of(ReadOnlySpan<double> v, bool centred) => centred
            ? new(v[1] - v[3] / 2, v[0] - v[2] / 2, v[1] + v[3] / 2, v[0] + v[2] / 2)
            : new(Math.Min(v[0], v[2]), Math.Min(v[1], v[3]), Math.Max(v[0], v[2]), Math.Max(v[1], v[3]));

        private double Area => (Bottom - Top) * (Right - Left);

        /// <summary>The common area as a share of the area of both.</summary>
        public double Overlap(Box o)
        {
            double common = Math.Max(0, Math.Min(Bottom, o.Bottom) - Math.Max(Top, o.Top))
                * Math.Max(0, Math.Min(Right, o.Right) - Math.Max(Left, o.Left));
            return common <= 0 ? 0 : common / (Area + o.Area - common);
        }
    }

    // Girshick 2015 (Fast R-CNN, section 2.1): whole pixels, of which neighbouring bins may share some; a bin without any gives 0.
    private static Tensor MaxRoiPool(OnnxCall c)
    {
        var x = c.F(0);
        int channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        if (c.Sizes("pooled_shape") is not [var rows, var columns]) throw new ArgumentException("its pooled_shape needs a height and a width");
        double scale = c.Float("spatial_scale", 1);
        double[] rois = c.F(1).ToDoubles();
        var bins = new List<Tensor>();
        for (int r = 0; r + 5 <= rois.Length; r += 5)
        {
            int[] corners = [.. rois[(r + 1)..(r + 5)].Select(v => (int)Math.Round(v * scale, MidpointRounding.AwayFromZero))];
            double h = Math.Max(corners[3] - corners[1] + 1, 1) / (double)rows, w = Math.Max(corners[2] - corners[0] + 1, 1) / (double)columns;
            var image = x.Select(0, (int)rois[r]);
            for (int i = 0; i < rows * columns; i++)
            {
                var (top, bottom) = Part(i / columns, h, corners[1], height);
                var (left, right) = Part(i % columns, w, corners[0], width);
                bins.Add(bottom <= top || right <= left ? Tensor.Zeros([channels], x.DType)
                    : image.Slice(1, top, bottom - top).Slice(2, left, right - left).Reshape(channels, -1).Max(1));
            }
        }
        if (bins.Count == 0) return Tensor.Zeros([0, channels, rows, columns], x.DType);
        return Tensor.Stack(bins).Reshape(-1, rows, columns, channels).Permute(0, 3, 1, 2);

        static (int, int) Part(int bin, double size, int start, int limit) =>
            (Math.Clamp((int)Math.Floor(bin * size) + start, 0, limit), Math.Clamp((int)Math.Ceiling((bin + 1) * size) + start, 0, limit));
    }

    // He et al. 2017 (Mask R-CNN, section 3): each bin is the mean, or the largest, of bilinear samples.
    private static Tensor RoiAlign(OnnxCall c)
    {
        var x = c.F(0);
        int channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3], rows = (int)c.Int("output_height", 1),
            columns = (int)c.Int("output_width", 1);
        double[] rois = c.F(1).ToDoubles();
        long[] images = c.Longs(2);
        double scale = c.Float("spatial_scale", 1);
        double shift = c.Opset >= 16 && c.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel" ? 0.5 : 0;
        bool max = c.Text("mode", "avg") == "max";
        var bins = new List<Tensor>();
        for (int r = 0; r < images.Length; r++)
        {
            double left = rois[r * 4] * scale - shift, top = rois[r * 4 + 1] * scale - shift,
                w = rois[r * 4 + 2] * scale - shift - left, h = rois[r * 4 + 3] * scale - shift - top;
            if (shift == 0) (w, h) = (Math.Max(w, 1), Math.Max(h, 1));
            int ratio = (int)c.Int("sampling_ratio", 0), ny = ratio > 0 ? ratio : (int)Math.Ceiling(h / rows),
                nx = ratio > 0 ? ratio : (int)Math.Ceiling(w / columns);
            var image = x.Select(0, (int)images[r]).Reshape(channels, height * width);

            // Samples lie evenly within each bin.
            double[] ys = [.. Enumerable.Range(0, rows * ny).Select(i => top + (i + 0.5) * h / (rows * ny))];
            double[] xs = [.. Enumerable.Range(0, columns * nx).Select(i => left + (i + 0.5) * w / (columns * nx))];
            var samples = Tensor.Stack([.. from y in ys from p in xs select Sample(image, y, p, height, width)])
                .Reshape(rows, ny, columns, nx, channels);
            var arranged = samples.Permute(4, 0, 2, 1, 3).Reshape(channels, rows, columns, ny * nx);
            bins.Add(max ? arranged.Max(-1) : arranged.Mean(-1));
        }
        return bins.Count > 0 ? Tensor.Stack(bins) : Tensor.Zeros([0, channels, rows, columns], x.DType);
    }

    private static Tensor Sample(Tensor image, double y, double x, int height, int width)
    {
        if (y < -1 || y > height || x < -1 || x > width) return Tensor.Zeros([image.Shape[0]], image.DType);
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        int top = (int)y, left = (int)x, bottom = Math.Min(top + 1, height - 1), right = Math.Min(left + 1, width - 1);
        double v = y - top, u = x - left;
        return Pixel(top, left) * ((1 - v) * (1 - u)) + Pixel(top, right) * ((1 - v) * u)
            + Pixel(bottom, left) * (v * (1 - u)) + Pixel(bottom, right) * (v * u);

        Tensor Pixel(int row, int column) => image.Select(1, row * width + column);
    }
}
