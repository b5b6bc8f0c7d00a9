namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed unsafe class WorkersTests
{
    private struct Counts
    {
        public int* Seen;
        public int FailAt;
    }

    private static void Mark(ref Counts counts, int chunk)
    {
        if (chunk == counts.FailAt) throw new InvalidOperationException("chunk " + chunk);
        Interlocked.Increment(ref counts.Seen[chunk]);
    }

    private static void Nested(ref Counts counts, int chunk)
    {
        var inner = new Counts { Seen = counts.Seen + chunk * 8, FailAt = -1 };
        Workers.For(8, ref inner, &Mark);
    }

    private static void WithThreads(int threads, Action body)
    {
        int before = Compute.Threads;
        Compute.Threads = threads;
        try { body(); }
        finally { Compute.Threads = before; }
    }

    [Fact]
    public void Every_chunk_runs_once_also_when_calls_are_nested() => WithThreads(4, () =>
    {
        int* seen = stackalloc int[800];
        new Span<int>(seen, 800).Clear();
        var counts = new Counts { Seen = seen, FailAt = -1 };
        for (int round = 1; round <= 50; round++)
        {
            Workers.For(100, ref counts, &Nested);
            for (int i = 0; i < 800; i++) Assert.Equal(round, seen[i]);
        }
    });

    [Fact]
    public void A_failure_in_a_chunk_reaches_the_caller_and_the_pool_survives() => WithThreads(3, () =>
    {
        int* seen = stackalloc int[1000];
        new Span<int>(seen, 1000).Clear();
        var counts = new Counts { Seen = seen, FailAt = 500 };
        for (int i = 0; i < 20; i++)
            try
            {
                Workers.For(1000, ref counts, &Mark);
                Assert.Fail("The failure was swallowed.");
            }
            catch (InvalidOperationException e) { Assert.Equal("chunk 500", e.Message); }
        counts.FailAt = -1;
        new Span<int>(seen, 1000).Clear();
        Workers.For(1000, ref counts, &Mark);
        for (int i = 0; i < 1000; i++) Assert.Equal(1, seen[i]);
    });

    [Fact]
    public void Concurrent_callers_get_the_bits_of_a_lone_one() => WithThreads(3, () =>
    {
        Tensor a = Agreement.Random(1, DType.F32, 150, 200), b = Agreement.Random(2, DType.F32, 200, 170), x = Agreement.Random(3, DType.F32,
            100_000);
        (float[], float[]) Compute()
        {
            Tensor c = Tensor.Empty([150, 170], DType.F32), y = Tensor.Empty(x.Shape, DType.F32);
            CpuKernels.Instance.MatMul(a, false, 0, b, false, 0, c, 1, 150, 170, 200);
            CpuKernels.Instance.Unary(UnaryKind.Tanh, x, y);
            return (c.Data<float>().ToArray(), y.Data<float>().ToArray());
        }
        var (product, tanh) = Compute();
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    var (p, t) = Compute();
                    if (!p.SequenceEqual(product) || !t.SequenceEqual(tanh)) throw new InvalidOperationException("other bits");
                }
            }
            catch (Exception e) { failure = e; }
        }))];
        foreach (var t in threads) t.Start();
        foreach (var t in threads) t.Join();
        Assert.Null(failure);
    });
}
