using System.Numerics;

namespace Ganglion;

/// <summary>Reduces consecutive groups of rows, with the same pieces as <see cref="ReduceJob"/>.</summary>
internal unsafe struct SegmentJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public int* Pointers;
    public void* X, Y;
    public ReduceKind Kind;
    public int Segments, F;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _perChunk = (int)Math.Clamp(Segments * (long)ElementsPerChunk / Math.Max(1, (long)F * (Pointers[Segments] + Segments)), 1, Segments);
        int chunks = (Segments + _perChunk - 1) / _perChunk;
        switch (Kind)
        {
            case ReduceKind.Sum: Workers.For(chunks, ref this, &On<S, V, T>.Chunk<ElementOps.Add>); break;
            case ReduceKind.Prod: Workers.For(chunks, ref this, &On<S, V, T>.Chunk<ElementOps.Mul>); break;
            case ReduceKind.Max: Workers.For(chunks, ref this, &On<S, V, T>.Chunk<ElementOps.Max>); break;
            default: Workers.For(chunks, ref this, &On<S, V, T>.Chunk<ElementOps.Min>); break;
        }
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk<TOp>(ref SegmentJob job, int chunk) where TOp : struct, IElementOp
        {
            double start = job.Kind switch
            {
                ReduceKind.Sum => 0,
                ReduceKind.Prod => 1,
                ReduceKind.Max => double.NegativeInfinity,
                _ => double.PositiveInfinity
            };
            int end = Math.Min((chunk + 1) * job._perChunk, job.Segments), f = job.F;
            for (int s = chunk * job._perChunk; s < end; s++)
            {
                int first = job.Pointers[s], n = job.Pointers[s + 1] - first;
                T* x = (T*)job.X + (nint)first * f, y = (T*)job.Y + (nint)s * f;
                if (n == 0) new Span<T>(y, f).Clear();
                else if (f == 1) *y = ReduceJob.On<S, V, T>.Row<TOp>(x, n, start);
                else ReduceJob.On<S, V, T>.Columns<TOp>(x, n, f, start, y, null);
            }
        }
    }
}
