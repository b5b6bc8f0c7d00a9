namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed unsafe class Int8Tests
{
    private static sbyte[] Codes(int count, int seed)
    {
        var random = new Random(seed);
        var codes = new sbyte[count];
        for (int i = 0; i < count; i++) codes[i] = (sbyte)random.Next(-128, 128);
        return codes;
    }

    private static int[] Plain(sbyte[] a, sbyte[] b, int m, int n, int k)
    {
        var c = new int[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int l = 0; l < k; l++) c[i * n + j] += a[i * k + l] * b[j * k + l];
        return c;
    }

    private static void OnThreads(Action<int> body)
    {
        int before = Compute.Threads;
        try { foreach (int t in (int[])[1, 2, 4]) { Compute.Threads = t; body(t); } }
        finally { Compute.Threads = before; }
    }

    private static int[] Run<S>(sbyte[] a, sbyte[] b, int m, int n, int k) where S : struct, IInt8Step
    {
        var c = new int[m * n];
        fixed (sbyte* p = a, q = b)
        fixed (int* r = c) new Int8MatMulJob { A = p, B = q, C = r, M = m, N = n, K = k }.Run<S>();
        return c;
    }

    [Theory]
    [InlineData(0, 3, 4), InlineData(3, 0, 4), InlineData(2, 3, 0), InlineData(1, 1, 1), InlineData(1, 17, 5), InlineData(7, 1, 3)]
    [InlineData(6, 16, 4), InlineData(5, 15, 7), InlineData(13, 33, 130), InlineData(97, 129, 66), InlineData(200, 150, 259)]
    public void Products_agree_with_plain_loops_on_every_kind_of_processor_and_number_of_threads(int m, int n, int k)
    {
        sbyte[] a = Codes(m * k, 1), b = Codes(n * k, 2);
        var expected = Plain(a, b, m, n, k);
        OnThreads(_ =>
        {
            var y = Int8.MatMulInt32(Int8Tensor.From(a, [0.5f], m, k), Int8Tensor.From(b, [2f], n, k));
            Assert.Equal([m, n], y.Shape.ToArray());
            Assert.Equal(expected, y.Span.ToArray());
            Assert.Equal(expected, Run<PortableStep>(a, b, m, n, k));
            if (System.Runtime.Intrinsics.X86.Avx2.IsSupported) Assert.Equal(expected, Run<Avx2Step>(a, b, m, n, k));
            if (System.Runtime.Intrinsics.X86.AvxVnni.IsSupported) Assert.Equal(expected, Run<VnniStep>(a, b, m, n, k));
        });
    }

    [Fact]
    public void The_longest_sum_of_the_extreme_codes_does_not_overflow()
    {
        int k = Int8.LongestSum;
        var low = new sbyte[k];
        var high = new sbyte[k];
        low.AsSpan().Fill(-128);
        high.AsSpan().Fill(127);
        Int8Tensor a = Int8Tensor.From(low, [1], 1, k), b = Int8Tensor.From(high, [1], 1, k);
        Assert.Equal(16384 * k, Int8.MatMulInt32(a, a)[0]);
        Assert.Equal(-128 * 127 * k, Int8.MatMulInt32(a, b)[0]);
        Assert.Equal(127 * 127 * k, Int8.MatMulInt32(b, b)[0]);
        var longer = Int8Tensor.From(new sbyte[k + 1], [1], 1, k + 1);
        Assert.Contains("131071", Assert.Throws<ArgumentException>(() => Int8.MatMul(longer, longer)).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Numbers_are_the_whole_products_times_the_scales(bool perRow)
    {
        var rng = new Rng(3);
        Int8Tensor a = Int8Tensor.Quantize(rng.Normal([29, 67]), perRow), b = Int8Tensor.Quantize(rng.Split("b").Normal([35, 67]), perRow);
        var whole = Int8.MatMulInt32(a, b);
        OnThreads(_ =>
        {
            var y = Int8.MatMul(a, b).ToArray();
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(whole[i] * (a.Scales[perRow ? i / 35 : 0] * b.Scales[perRow ? i % 35 : 0]), y[i]);
        });
        double[] exact = a.Dequantize(DType.F64).MatMul(b.Dequantize(DType.F64).Transpose()).ToDoubles(), actual = Int8.MatMul(a, b).ToDoubles();
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], actual[i], 1e-4);
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1), InlineData(2, 3, 7, 6, 5, 3, 3, 1, 1, 1, 1), InlineData(2, 4, 9, 8, 6, 3, 2, 2, 1, 2, 2)]
    [InlineData(3, 6, 5, 5, 6, 3, 3, 1, 1, 1, 6), InlineData(0, 2, 4, 4, 3, 3, 3, 1, 0, 1, 1), InlineData(1, 16, 20, 21, 18, 3, 3, 1, 1, 1, 1)]
    public void Convolutions_agree_with_plain_loops(int batch, int channels, int height, int width, int filters, int kh, int kw, int stride,
        int padding, int dilation, int groups)
    {
        var x = Int8Tensor.From(Codes(batch * channels * height * width, 1), batch == 0 ? [] : [0.25f], batch, channels, height, width);
        var w = Int8Tensor.From(Codes(filters * channels / groups * kh * kw, 2), [.. Enumerable.Range(1, filters).Select(i => 0.5f * i)],
            filters, channels / groups, kh, kw);
        var s = Conv2dOp.Geometry("test", x.Shape, w.Shape, stride, padding, dilation, groups);
        var expected = new List<int>();
        for (int i = 0; i < batch; i++)
            for (int f = 0; f < filters; f++)
                for (int r = 0; r < s.OutHeight; r++)
                    for (int c = 0; c < s.OutWidth; c++)
                    {
                        int sum = 0, first = f / (filters / groups) * (channels / groups);
                        for (int d = 0; d < channels / groups; d++)
                            for (int u = 0; u < kh; u++)
                                for (int v = 0; v < kw; v++)
                                {
                                    int p = r * stride - padding + u * dilation, q = c * stride - padding + v * dilation;
                                    if (p < 0 || q < 0 || p >= height || q >= width) continue;
                                    sum += x.Codes[((i * channels + first + d) * height + p) * width + q]
                                        * w.Codes[((f * (channels / groups) + d) * kh + u) * kw + v];
                                }
                        expected.Add(sum);
                    }
        OnThreads(_ =>
        {
            var y = Int8.Conv2dInt32(x, w, stride, padding, dilation, groups);
            Assert.Equal([batch, filters, s.OutHeight, s.OutWidth], y.Shape.ToArray());
            Assert.Equal(expected, y.Span.ToArray());
            var numbers = Int8.Conv2d(x, w, stride, padding, dilation, groups).ToArray();
            for (int i = 0; i < numbers.Length; i++)
                Assert.Equal(expected[i] * (0.25f * w.Scales[i / (s.OutHeight * s.OutWidth) % filters]), numbers[i]);
        });
    }

    [Fact]
    public void Each_image_has_its_own_scale_when_quantised_by_row()
    {
        var rng = new Rng(5);
        var x = rng.Normal([3, 2, 6, 6]) * Tensor.From([1f, 10, 100], 3, 1, 1, 1);
        var w = rng.Split("w").Normal([4, 2, 3, 3]);
        Int8Tensor a = Int8Tensor.Quantize(x, perRow: true), b = Int8Tensor.Quantize(w, perRow: true);
        double[] exact = a.Dequantize(DType.F64).Conv2d(b.Dequantize(DType.F64), padding: 1).ToDoubles();
        double[] y = Int8.Conv2d(a, b, padding: 1).ToDoubles();
        for (int i = 0; i < y.Length; i++) Assert.Equal(exact[i], y[i], 1e-3);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Quantising_moves_no_element_by_more_than_half_a_step(bool perRow)
    {
        var x = new Rng(7).Normal([5, 77]) * Tensor.From([1f, 1e-3f, 0, 1e6f, 1e-30f], 5, 1);
        var q = Int8Tensor.Quantize(x, perRow);
        float[] before = x.ToArray(), after = q.Dequantize().ToArray();
        for (int i = 0; i < before.Length; i++)
        {
            double step = q.Scales[perRow ? i / 77 : 0];
            Assert.True(Math.Abs(before[i] - after[i]) <= step * (0.5 + 1e-4), $"element {i}: {before[i]} became {after[i]}, steps of {step}");
        }
        for (int r = 0; perRow && r < 5; r++)
            Assert.Equal(r == 2 ? 0 : 127, q.Codes.Slice(r * 77, 77).ToArray().Max(static c => Math.Abs((int)c)));
    }

    [Fact]
    public void Ties_go_to_even_codes_and_codes_survive_a_second_quantisation()
    {
        float[] x = [127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -126.5f, .. Enumerable.Range(-127, 255).Select(static i => (float)i)];
        var q = Int8Tensor.Quantize(Tensor.From(x));
        Assert.Equal([127, 0, 2, 2, 0, -2, -126, .. Enumerable.Range(-127, 255).Select(static i => (sbyte)i)], q.Codes.ToArray());
        Assert.Equal(q.Codes.ToArray(), Int8Tensor.Quantize(q.Dequantize()).Codes.ToArray());
        Assert.Equal(0, Int8Tensor.Quantize(Tensor.Zeros([0, 3]), perRow: true).Length);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Assert.Contains("row 1",
            Assert.Throws<ArgumentException>(() => Int8Tensor.Quantize(Tensor.From([1f, float.NaN], 2, 1), perRow: true)).Message);
        Assert.Throws<ArgumentException>(() => Int8Tensor.Quantize(Tensor.From([float.NegativeInfinity])));
        Assert.Throws<ArgumentException>(() => Int8Tensor.From([1, 2, 3], [1f, 2], 3, 1));
        Int8Tensor a = Int8Tensor.From(new sbyte[6], [1], 2, 3), b = Int8Tensor.From(new sbyte[6], [1], 3, 2);
        Assert.Contains("[2, 3] and [3, 2]", Assert.Throws<ArgumentException>(() => Int8.MatMul(a, b)).Message);
    }
}
