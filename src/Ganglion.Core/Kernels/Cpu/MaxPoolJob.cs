using System.Numerics;

namespace Ganglion;

/// <summary>Maxima over windows with their positions, a plane at a time.</summary>
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
        Workers.For((planes + _perChunk - 1) / _perChunk, ref this, &Chunk<T>);
    }

    private static void Chunk<T>(ref MaxPoolJob job, int chunk) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref readonly ConvShape s = ref job.Shape;
        int end = Math.Min((chunk + 1) * job._perChunk, s.Batch * s.Channels), outWidth = s.OutWidth, outHeight = s.OutHeight;
        for (int plane = chunk * job._perChunk; plane < end; plane++)
        {
            nint start = (nint)plane * s.Height * s.Width;
            T* x = (T*)job.X, y = (T*)job.Y + (nint)plane * outHeight * outWidth;
            int* arg = job.Arg + (nint)plane * outHeight * outWidth;
            for (int oy = 0; oy < outHeight; oy++)
                for (int ox = 0; ox < outWidth; ox++)
                {
                    int y0 = oy * s.StrideHeight - s.PadHeight, x0 = ox * s.StrideWidth - s.PadWidth, at = -1;
                    T best = T.NegativeInfinity;
                    for (int ky = 0, iy = y0; ky < s.KernelHeight; ky++, iy += s.DilationHeight)
                    {
                        if ((uint)iy >= (uint)s.Height) continue;
                        nint row = start + (nint)iy * s.Width;
                        for (int kx = 0, ix = x0; kx < s.KernelWidth; kx++, ix += s.DilationWidth)
                        {
                            if ((uint)ix >= (uint)s.Width) continue;
                            T v = x[row + ix];
                            if (at >= 0 && !(v > best) && (!T.IsNaN(v) || T.IsNaN(best))) continue;
                            best = v;
                            at = (int)(row + ix);
                        }
                    }
                    *y++ = best;
                    *arg++ = at;
                }
        }
    }
}
