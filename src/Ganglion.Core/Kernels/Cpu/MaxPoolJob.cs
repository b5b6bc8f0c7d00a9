using System.Numerics;

namespace Ganglion;

/// <summary>Maxima over windows with their positions: a row of outputs at a time, tap by tap, keeping the tap that won.</summary>
internal unsafe struct MaxPoolJob : ISimdJob
{
    public void* X, Y;
    public int* Arg;
    public ConvShape Shape;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int planes = Shape.Batch * Shape.Channels;
        _perChunk = Math.Clamp(16 * 1024 / Math.Max(Shape.OutHeight * Shape.OutWidth * Shape.KernelHeight * Shape.KernelWidth, 1), 1, planes);
        Workers.For((planes + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref MaxPoolJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int outWidth = s.OutWidth, outHeight = s.OutHeight, end = Math.Min((chunk + 1) * job._perChunk, s.Batch * s.Channels);
            int kernel = s.KernelHeight * s.KernelWidth;
            int* ranges = (int*)Scratch.Get((nint)outWidth * sizeof(T) + (2 * s.KernelWidth + kernel + 16) * (nint)sizeof(int));
            int* offsets = ranges + 2 * s.KernelWidth;
            T* taps = (T*)((nint)(offsets + kernel) + 63 & ~63);
            for (int kx = 0; kx < s.KernelWidth; kx++)
                (ranges[2 * kx], ranges[2 * kx + 1]) = PlaneJob.Inside(kx * s.DilationWidth - s.PadWidth, s.StrideWidth, s.Width, outWidth);
            for (int t = 0; t < kernel; t++) offsets[t] = t / s.KernelWidth * s.DilationHeight * s.Width + t % s.KernelWidth * s.DilationWidth;
            for (int plane = chunk * job._perChunk; plane < end; plane++)
                for (int oy = 0; oy < outHeight; oy++)
                {
                    nint to = ((nint)plane * outHeight + oy) * outWidth, from = (nint)plane * s.Height * s.Width;
                    Row((T*)job.X + from, (int)from, oy, outWidth, (T*)job.Y + to, taps, job.Arg + to, ranges, offsets, s);
                }
        }

        private static void Row(T* x, int start, int oy, int outWidth, T* y, T* taps, int* arg, int* ranges, int* offsets, in ConvShape s)
        {
            int kernelWidth = s.KernelWidth, stride = s.StrideWidth, top = oy * s.StrideHeight - s.PadHeight;
            new Span<T>(y, outWidth).Fill(T.NegativeInfinity);
            new Span<T>(taps, outWidth).Fill(T.NegativeOne);
            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                int iy = top + ky * s.DilationHeight;
                if ((uint)iy >= (uint)s.Height) continue;
                for (int kx = 0; kx < kernelWidth; kx++)
                {
                    int offset = kx * s.DilationWidth - s.PadWidth;
                    int left = ranges[2 * kx], right = ranges[2 * kx + 1];
                    Compete(x + (nint)iy * s.Width + left * stride + offset, stride, right - left, ky * kernelWidth + kx, y + left, taps + left);
                }
            }
            start += top * s.Width - s.PadWidth;
            for (int ox = 0; ox < outWidth; ox++, start += stride)
            {
                int tap = int.CreateTruncating(taps[ox]);
                arg[ox] = tap < 0 ? -1 : start + offsets[tap];
            }
        }

        // The first of equals wins, and NaN over all numbers.
        private static void Compete(T* x, int stride, int n, int tap, T* y, T* taps)
        {
            V number = VectorMath<S, V, T>.C(tap);
            for (int i = 0; i < n; i += S.Count)
            {
                int lanes = Math.Min(S.Count, n - i);
                V v = Strided<S, V, T>.Load(x + (nint)i * stride, stride, lanes), best = S.LoadPart(y + i, lanes), winner = S.LoadPart(taps + i,
                    lanes);
                V wins = S.Select(S.Equal(v, v), S.Or(S.Less(best, v), S.Less(winner, S.Zero)), S.Equal(best, best));
                S.StorePart(y + i, S.Select(wins, v, best), lanes);
                S.StorePart(taps + i, S.Select(wins, number, winner), lanes);
            }
        }
    }
}
