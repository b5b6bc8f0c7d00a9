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
                int total = auto == "VALID" ? 0
                    : Math.Max(0, ((sizes[a] + strides[a] - 1) / strides[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 - sizes[a]);
                before[a] = auto == "SAME_UPPER" ? total / 2 : total - total / 2;
                after[a] = total - before[a];
            }
            return new(kernel, strides, dilations, before, after);
        }

        /// <summary>The padding of images.</summary>
        public Padding2 Padding2 => (Before[0], Before[1], After[0], After[1]);

        /// <summary>The padding of volumes.</summary>
        public Padding3 Padding3 => new(Before[0], Before[1], Before[2], After[0], After[1], After[2]);

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
        return x.Rank switch
        {
            3 => x.Conv1d(w, bias, window.Strides[0], (window.Before[0], window.After[0]), window.Dilations[0], groups),
            4 => x.Conv2d(w, bias, Pair(window.Strides), window.Padding2, Pair(window.Dilations), groups),
            _ => x.Conv3d(w, bias, Triple(window.Strides), window.Padding3, Triple(window.Dilations), groups),
        };
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
    private static Tensor Whole(Tensor x, Tensor w, Window window, int groups) => x.Rank switch
    {
        3 => x.ConvTranspose1d(w, stride: window.Strides[0], dilation: window.Dilations[0], groups: groups),
        4 => x.ConvTranspose2d(w, stride: Pair(window.Strides), dilation: Pair(window.Dilations), groups: groups),
        _ => x.ConvTranspose3d(w, stride: Triple(window.Strides), dilation: Triple(window.Dilations), groups: groups),
    };

    public static Size2 Pair(int[] v) => (v[0], v[1]);

    public static Size3 Triple(int[] v) => (v[0], v[1], v[2]);
}
