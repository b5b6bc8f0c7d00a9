using System.Numerics;

namespace Ganglion.Bench;

/// <summary>What this machine can do with the threads of the run: the opponent behind the peers.</summary>
/// <param name="GemmGmacs">Our best matrix product, in 10⁹ multiply-adds a second.</param>
/// <param name="TriadGbs">a = b + s·c over arrays far larger than the caches, in 10⁹ bytes a second, three arrays counted as STREAM counts them.</param>
internal sealed record Limits(double GemmGmacs, double TriadGbs)
{
    private const int Rounds = 8, Elements = 16 << 20;            // 64 MiB an array

    public static Limits Measure(int threads, ClockKind clock)
    {
        Compute.Threads = threads;
        return new(((int[])[256, 384, 512, 768, 1024]).Max(n => Gemm(n, clock)), Triad(threads, clock));
    }

    private static double Gemm(int n, ClockKind clock)
    {
        Tensor x = new Rng(1).Normal([n, n]), y = new Rng(2).Normal([n, n]);
        double best = Best(20, clock, () => Memory.Scope(() => x.MatMul(y).Length));
        return (double)n * n * n / best / 1e9;
    }

    private static double Triad(int threads, ClockKind clock)
    {
        float[] a = new float[Elements], b = new float[Elements], c = new float[Elements];
        b.AsSpan().Fill(1);
        c.AsSpan().Fill(2);
        int share = Elements / threads;
        double best = Best(Rounds, clock, () => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads },
            t => Add(a.AsSpan(t * share, share), b.AsSpan(t * share, share), c.AsSpan(t * share, share))));
        return 3.0 * share * threads * sizeof(float) / best / 1e9;
    }

    private static void Add(Span<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        var s = new Vector<float>(3);
        for (int i = 0; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(b[i..]) + s * new Vector<float>(c[i..])).CopyTo(a[i..]);
    }

    private static double Best(int rounds, ClockKind clock, Action step)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < rounds + 2; i++)
        {
            double start = Clock.Now(clock);
            step();
            best = Math.Min(best, Clock.Now(clock) - start);
        }
        return best;
    }
}
