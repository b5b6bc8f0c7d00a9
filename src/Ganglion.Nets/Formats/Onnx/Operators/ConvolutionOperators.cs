using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Convolutions of one, two and three spatial axes.</summary>
internal static class ConvolutionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Conv", c => c.Like(Convolve(c, c.F(0), c.F(1), c.MaybeF(2)))), One("ConvTranspose", Transposed),
    ];

    /// <summary>Strides, dilations and padding of windows over spatial axes, as attributes say.</summary>
    public readonly record struct Window(int[] Kernel, int[] Strides, int[] Dilations, int[] Before, int[] After)
    {
        public static Window Of(OnnxCall c, ReadOnlySpan<int> sizes, int[] kernel)
        {
            int n = kernel.Length;
            int[] ones = [.. Enumerable.Repeat(1, n)], strides = c.Sizes("strides") ?? ones, dilations = c.Sizes("dilations") ?? ones,
                pads = c.Sizes("pads") ?? new int[2 * n], before = pads[..n], after = pads[n..];
            string auto = c.Text("auto_pad", "NOTSET");
            for (int a = 0; a < n && auto != "NOTSET"; a++)
            {
                int total = auto == "VALID" ? 0 : Math.Max(0, ((sizes[a] + strides[a] - 1) / strides[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 - sizes[a]);
                before[a] = auto == "SAME_UPPER" ? total / 2 : total - total / 2;
                after[a] = total - before[a];
            }
            return new(kernel, strides, dilations, before, after);
        }

        /// <summary>The padding of an image; that of a row lies left and right.</summary>
        public Padding2 Padding => Before.Length == 1 ? (0, Before[0], 0, After[0]) : (Before[0], Before[1], After[0], After[1]);

        /// <summary>From the first element of a window to behind its last.</summary>
        public int Extent(int axis) => (Kernel[axis] - 1) * Dilations[axis] + 1;
    }

    /// <summary>The convolution that a call's attributes describe, of any element type that holds the operands exactly.</summary>
    public static Tensor Convolve(OnnxCall c, Tensor x, Tensor w, Tensor? bias)
    {
        if (x.Rank != w.Rank || x.Rank is < 3 or > 5)
            throw new ArgumentException($"x {Shapes.Text(x.Shape)} and weights {Shapes.Text(w.Shape)} need one to three spatial axes each, the same number");
        var window = Window.Of(c, x.Shape[2..], w.Shape[2..].ToArray());
        int groups = (int)c.Int("group", 1);
        var zero = Tensor.Scalar(0, x.DType);
        if (x.Rank == 4) return x.Conv2d(w, bias, Pair(window.Strides), window.Padding, Pair(window.Dilations), groups);
        x = CutOperators.Fill(x, [0, 0, .. window.Before], [0, 0, .. window.After], zero);
        if (x.Rank == 3)
            return x.Unsqueeze(2).Conv2d(w.Unsqueeze(2), bias, (1, window.Strides[0]), 0, (1, window.Dilations[0]), groups).Squeeze(2);

        // A volume is convolved layer by layer of the kernel.
        int depth = (x.Shape[2] - window.Extent(0)) / window.Strides[0] + 1, n = x.Shape[0], filters = w.Shape[0];
        Tensor? sum = null;
        for (int k = 0; k < window.Kernel[0]; k++)
        {
            var layer = Layers(x.Slice(2, k * window.Dilations[0], depth, window.Strides[0]))
                .Conv2d(w.Select(2, k), null, Pair(window.Strides[1..]), 0, Pair(window.Dilations[1..]), groups);
            sum = sum is null ? layer : sum + layer;
        }
        var y = Volume(sum!, n, depth);
        return bias is null ? y : y + bias.Reshape(filters, 1, 1, 1);
    }

    private static OnnxFloats Transposed(OnnxCall c)
    {
        var (x, w, bias) = (c.F(0), c.F(1), c.MaybeF(2));
        int n = x.Rank - 2, groups = (int)c.Int("group", 1);
        if (x.Rank != w.Rank || n is < 1 or > 3)
            throw new ArgumentException($"x {Shapes.Text(x.Shape)} and weights {Shapes.Text(w.Shape)} need one to three spatial axes each, the same number");
        var window = Window.Of(c, x.Shape[2..], w.Shape[2..].ToArray());
        int[] more = c.Sizes("output_padding") ?? new int[n], before = new int[n + 2], after = new int[n + 2];
        string auto = c.Text("auto_pad", "NOTSET");
        int[]? wanted = c.Sizes("output_shape");
        if (wanted is not null) wanted = wanted[^n..];
        else if (auto is "SAME_UPPER" or "SAME_LOWER") wanted = [.. window.Strides.Select((s, a) => x.Shape[a + 2] * s)];
        for (int a = 0; a < n; a++)
        {
            var (low, high) = (window.Before[a], window.After[a]);
            if (wanted is not null)
            {
                int total = window.Strides[a] * (x.Shape[a + 2] - 1) + more[a] + window.Extent(a) - wanted[a];
                low = total < 0 ? 0 : auto == "SAME_UPPER" ? total / 2 : total - total / 2;      // what is missing is added at the end
                high = total - low;
            }
            else if (auto == "VALID") low = high = 0;
            (before[a + 2], after[a + 2]) = (-low, more[a] - high);
        }
        var y = CutOperators.Fill(Whole(x, w, window, groups), before, after, Tensor.Scalar(0, x.DType));
        return c.Like(bias is null ? y : y + bias.Reshape([bias.Length, .. Enumerable.Repeat(1, n)]));
    }

    // Without any padding.
    private static Tensor Whole(Tensor x, Tensor w, Window window, int groups)
    {
        if (x.Rank == 3)
            return x.Unsqueeze(2).ConvTranspose2d(w.Unsqueeze(2), stride: (1, window.Strides[0]), dilation: (1, window.Dilations[0]), groups: groups).Squeeze(2);
        if (x.Rank == 4) return x.ConvTranspose2d(w, stride: Pair(window.Strides), dilation: Pair(window.Dilations), groups: groups);
        int n = x.Shape[0], depth = x.Shape[2], size = (depth - 1) * window.Strides[0] + window.Extent(0);
        Tensor? sum = null;
        for (int k = 0; k < window.Kernel[0]; k++)
        {
            var layer = Layers(x).ConvTranspose2d(w.Select(2, k), stride: Pair(window.Strides[1..]), dilation: Pair(window.Dilations[1..]), groups: groups);
            var placed = Volume(layer, n, depth).Embed(2, size, k * window.Dilations[0], window.Strides[0]);
            sum = sum is null ? placed : sum + placed;
        }
        return sum!;
    }

    // [n, c, d, h, w] as n·d images, and back.
    private static Tensor Layers(Tensor x) => x.Permute(0, 2, 1, 3, 4).Reshape(x.Shape[0] * x.Shape[2], x.Shape[1], x.Shape[3], x.Shape[4]);

    private static Tensor Volume(Tensor y, int n, int depth) => y.Reshape(n, depth, y.Shape[1], y.Shape[2], y.Shape[3]).Permute(0, 2, 1, 3, 4);

    private static Size2 Pair(int[] v) => (v[0], v[1]);
}
