using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganglion;

/// <summary>y = x over any strides of both. Where the source runs along another axis than the result, the two axes are exchanged in blocks.</summary>
internal unsafe struct CopyJob : ISimdJob
{
    private const int ElementsPerChunk = 32 * 1024, Side = 64;

    public void* X, Y;
    public StridedRows Rows;                                    // operand 0 is x, operand 1 is y

    private int _perChunk, _across;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _across = -1;
        if (Rows.Rows == 1 && Rows.Step(0) == 1 && Rows.Step(1) == 1)
        {
            Workers.For((Rows.Inner + ElementsPerChunk - 1) / ElementsPerChunk, ref this, &Flat<T>);
            return;
        }
        if (Rows.Step(0) > 1 && Rows.Step(1) == 1)
            for (int d = 0; d < Rows.Rank - 1; d++) if (Rows.Stride(0, d) == 1 && Rows.Size(d) > 1) _across = d;
        if (_across >= 0)
        {
            int strips = (Rows.Size(_across) + Side - 1) / Side;
            Workers.For(Rows.Rows / Rows.Size(_across) * strips, ref this, &Exchange<T>);
            return;
        }
        _perChunk = Math.Max(1, ElementsPerChunk / Math.Max(Rows.Inner, 1));
        Workers.For((Rows.Rows + _perChunk - 1) / _perChunk, ref this, &SomeRows<T>);
    }

    private static void Flat<T>(ref CopyJob job, int chunk) where T : unmanaged
    {
        int start = chunk * ElementsPerChunk;
        Unsafe.CopyBlockUnaligned((T*)job.Y + start, (T*)job.X + start, (uint)(Math.Min(ElementsPerChunk, job.Rows.Inner - start) * sizeof(T)));
    }

    private static void SomeRows<T>(ref CopyJob job, int chunk) where T : unmanaged
    {
        int end = Math.Min(job.Rows.Rows, (chunk + 1) * job._perChunk), n = job.Rows.Inner;
        nint sx = job.Rows.Step(0), sy = job.Rows.Step(1);
        for (int r = chunk * job._perChunk; r < end; r++)
        {
            var (a, b, _) = job.Rows.Row(r);
            T* x = (T*)job.X + a, y = (T*)job.Y + b;
            if (sy == 1 && sx == 1) new ReadOnlySpan<T>(x, n).CopyTo(new Span<T>(y, n));
            else if (sy == 1 && sx == 0) new Span<T>(y, n).Fill(*x);
            else for (int i = 0; i < n; i++, x += sx, y += sy) *y = *x;
        }
    }

    // One strip of up to Side positions of the axis on which x is contiguous, against the whole inner axis of y.
    private static void Exchange<T>(ref CopyJob job, int chunk) where T : unmanaged
    {
        ref StridedRows rows = ref job.Rows;
        int strips = (rows.Size(job._across) + Side - 1) / Side, first = chunk % strips * Side, outer = chunk / strips;
        nint a = first, b = (nint)first * rows.Stride(1, job._across);
        for (int d = rows.Rank - 2; d >= 0; d--)
        {
            if (d == job._across) continue;
            int i = outer % rows.Size(d);
            outer /= rows.Size(d);
            a += (nint)i * rows.Stride(0, d);
            b += (nint)i * rows.Stride(1, d);
        }
        int across = Math.Min(Side, rows.Size(job._across) - first);
        for (int i = 0; i < rows.Inner; i += Side)
            Packing.Transpose((T*)job.X + a + (nint)i * rows.Step(0), rows.Step(0), across, Math.Min(Side, rows.Inner - i),
                rows.Stride(1, job._across), (T*)job.Y + b + i);
    }
}
