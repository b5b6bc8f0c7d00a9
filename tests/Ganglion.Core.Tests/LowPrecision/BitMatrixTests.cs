namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed unsafe class BitMatrixTests
{
    [Theory]
    [InlineData(0, 3, 4), InlineData(3, 0, 4), InlineData(2, 3, 0), InlineData(1, 1, 1), InlineData(3, 9, 63), InlineData(2, 8, 64)]
    [InlineData(5, 7, 65), InlineData(17, 19, 511), InlineData(65, 33, 512), InlineData(70, 41, 1100), InlineData(2, 3, 20000)]
    public void Products_of_signs_agree_with_plain_loops_and_on_any_threads(int m, int n, int k)
    {
        var rng = new Rng(1);
        Tensor x = rng.Normal([m, k]), w = rng.Split("w").Normal([n, k]);
        float[] p = x.ToArray(), q = w.ToArray();
        var expected = new int[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int l = 0; l < k; l++) expected[i * n + j] += (p[i * k + l] >= 0) == (q[j * k + l] >= 0) ? 1 : -1;
        BitMatrix a = BitMatrix.FromSigns(x), b = BitMatrix.FromSigns(w.To(DType.F64));
        int before = Compute.Threads;
        try
        {
            foreach (int threads in (int[])[1, 2, 4])
            {
                Compute.Threads = threads;
                var y = a.MatMul(b);
                Assert.Equal([m, n], y.Shape.ToArray());
                Assert.Equal(expected, y.Span.ToArray());
                foreach (bool vectors in (bool[])[false, true])
                {
                    var c = new int[m * n];
                    fixed (ulong* u = a.Words, v = b.Words)
                    fixed (int* r = c)
                        new BitMatMulJob { A = u, B = v, C = r, M = m, N = n, K = k, WordsPerRow = a.WordsPerRow }.Run(vectors);
                    Assert.Equal(expected, c);
                }
            }
        }
        finally { Compute.Threads = before; }
    }

    [Theory, InlineData(16000), InlineData(64 * 8 * 31), InlineData(64 * (8 * 32 + 7))]
    public void Opposite_rows_count_every_bit(int k)
    {
        BitMatrix ones = BitMatrix.FromSigns(Tensor.Ones([1, k])), minus = BitMatrix.FromSigns(-Tensor.Ones([9, k]));
        Assert.All(ones.MatMul(minus).Span.ToArray(), y => Assert.Equal(-k, y));
        Assert.All(minus.MatMul(minus).Span.ToArray(), y => Assert.Equal(k, y));
    }

    [Fact]
    public void Zero_is_positive_and_NaN_negative_and_signs_come_back()
    {
        var bits = BitMatrix.FromSigns(Tensor.From([0f, -0f, 1e-40f, -1e-40f, float.NaN, float.NegativeInfinity], 2, 3));
        Assert.Equal([1, 1, 1, -1, -1, -1], bits.ToTensor().ToArray());
        Assert.Equal(16, bits.Bytes);
        Assert.Throws<ArgumentException>(() => BitMatrix.FromSigns(Tensor.Ones([3])));
        Assert.Throws<ArgumentException>(() => bits.MatMul(BitMatrix.FromSigns(Tensor.Ones([3, 2]))));
    }
}
