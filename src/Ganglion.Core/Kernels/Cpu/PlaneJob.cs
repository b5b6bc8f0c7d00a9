using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Convolutions that stay within a channel, tap by tap over whole planes: depthwise convolution, its two adjoints, sums over windows and theirs.
/// </summary>
internal unsafe struct PlaneJob : ISimdJob
{
    public enum Uses { Forward, Input, Weight }

    public Uses Use;
    public void* X, W, Y;                                       // Y is the output side, X the input side; without W, all weights are 1
    public ConvShape Shape;

    private int _perChunk, _multiplier, _planes;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        _multiplier = W == null ? 1 : s.Filters / s.Channels;
        _planes = Use switch { Uses.Forward => s.Batch * s.Channels * _multiplier, Uses.Input => s.Batch * s.Channels, _ => s.Filters };
        long work = (long)s.OutHeight * s.OutWidth * s.KernelHeight * s.KernelWidth * (Use == Uses.Weight ? s.Batch : 1);
        _perChunk = (int)Math.Clamp(64 * 1024 / Math.Max(work, 1), 1, _planes);
        Workers.For((_planes + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    private readonly void Plane<S, V, T>(int plane) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref readonly ConvShape s = ref Shape;
        nint inSize = (nint)s.Height * s.Width, outSize = (nint)s.OutHeight * s.OutWidth;
        int kernel = s.KernelHeight * s.KernelWidth, filters = s.Channels * _multiplier;
        T* x = (T*)X, y = (T*)Y, w = (T*)W;
        if (Use == Uses.Forward)
        {
            y += plane * outSize;
            x += ((nint)(plane / filters) * s.Channels + plane % filters / _multiplier) * inSize;
            new Span<T>(y, (int)outSize).Clear();
            for (int t = 0; t < kernel; t++) On<S, V, T>.GatherTap(x, y, w == null ? T.One : w[plane % filters * kernel + t], t / s.KernelWidth,
                t % s.KernelWidth, s);
        }
        else if (Use == Uses.Input)
        {
            x += plane * inSize;
            new Span<T>(x, (int)inSize).Clear();
            for (int m = 0; m < _multiplier; m++)
            {
                int filter = plane % s.Channels * _multiplier + m;
                T* g = y + ((nint)(plane / s.Channels) * filters + filter) * outSize;
                for (int t = 0; t < kernel; t++) On<S, V, T>.AddTap(g, x, w == null ? T.One : w[filter * kernel + t], t / s.KernelWidth,
                    t % s.KernelWidth, s);
            }
        }
        else
            for (int t = 0; t < kernel; t++)
            {
                double sum = 0;
                for (int b = 0; b < s.Batch; b++)
                    sum += On<S, V, T>.ProductTap(x + ((nint)b * s.Channels + plane / _multiplier) * inSize,
                        y + ((nint)b * filters + plane) * outSize,
                        t / s.KernelWidth, t % s.KernelWidth, s);
                w[plane * kernel + t] = T.CreateTruncating(sum);
            }
    }

    /// <summary>The outputs of an axis whose tap at this offset lies inside the input.</summary>
    public static (int From, int To) Inside(int offset, int stride, int size, int outSize) =>
        (offset >= 0 ? 0 : Math.Min(outSize, (-offset + stride - 1) / stride),
            size <= offset ? 0 : Math.Min(outSize, (size - offset - 1) / stride + 1));

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref PlaneJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job._planes);
            for (int i = chunk * job._perChunk; i < end; i++) job.Plane<S, V, T>(i);
        }

        public static void GatherTap(T* x, T* y, T weight, int ky, int kx, in ConvShape s)
        {
            int dy = ky * s.DilationHeight - s.PadHeight, dx = kx * s.DilationWidth - s.PadWidth, outWidth = s.OutWidth;
            var (top, bottom) = Inside(dy, s.StrideHeight, s.Height, s.OutHeight);
            var (left, right) = Inside(dx, s.StrideWidth, s.Width, outWidth);
            V factor = S.Create(weight);
            for (int oy = top; oy < bottom; oy++)
            {
                T* from = x + (nint)(oy * s.StrideHeight + dy) * s.Width + left * s.StrideWidth + dx, to = y + (nint)oy * outWidth + left;
                int n = right - left;
                if (s.StrideWidth == 1) Axpy(factor, from, to, n);
                else Axpy(factor, from, s.StrideWidth, to, n);
            }
        }

        /// <summary>Adds a tap's share of an output plane to the input plane it came from.</summary>
        public static void AddTap(T* g, T* x, T weight, int ky, int kx, in ConvShape s)
        {
            int dy = ky * s.DilationHeight - s.PadHeight, dx = kx * s.DilationWidth - s.PadWidth, outWidth = s.OutWidth;
            var (top, bottom) = Inside(dy, s.StrideHeight, s.Height, s.OutHeight);
            var (left, right) = Inside(dx, s.StrideWidth, s.Width, outWidth);
            V factor = S.Create(weight);
            for (int oy = top; oy < bottom; oy++)
            {
                T* to = x + (nint)(oy * s.StrideHeight + dy) * s.Width + left * s.StrideWidth + dx, from = g + (nint)oy * outWidth + left;
                int n = right - left;
                if (s.StrideWidth == 1) Axpy(factor, from, to, n);
                else Scatter(weight, from, to, s.StrideWidth, n);
            }
        }

        public static double ProductTap(T* x, T* g, int ky, int kx, in ConvShape s)
        {
            int dy = ky * s.DilationHeight - s.PadHeight, dx = kx * s.DilationWidth - s.PadWidth, outWidth = s.OutWidth;
            var (top, bottom) = Inside(dy, s.StrideHeight, s.Height, s.OutHeight);
            var (left, right) = Inside(dx, s.StrideWidth, s.Width, outWidth);
            nint step = s.StrideWidth;
            V sum = S.Zero, other = sum;                        // rows take turns, so that one need not wait for the last
            for (int oy = top; oy < bottom; oy++, (sum, other) = (other, sum))
            {
                T* from = x + (nint)(oy * s.StrideHeight + dy) * s.Width + left * step + dx, to = g + (nint)oy * outWidth + left;
                int i = 0, n = right - left;
                if (step == 1)
                    for (; i <= n - S.Count; i += S.Count) sum = S.Fma(S.Load(from + i), S.Load(to + i), sum);
                for (; i < n; i += S.Count)
                {
                    int lanes = Math.Min(S.Count, n - i);
                    sum = S.Fma(Strided<S, V, T>.Load(from + i * step, step, lanes), S.LoadPart(to + i, lanes), sum);
                }
            }
            return double.CreateTruncating(S.Sum(S.Add(sum, other)));
        }

        private static void Axpy(V factor, T* from, nint step, T* to, int n)
        {
            for (int i = 0; i < n; i += S.Count)
            {
                int lanes = Math.Min(S.Count, n - i);
                S.StorePart(to + i, S.Fma(factor, Strided<S, V, T>.Load(from + i * step, step, lanes), S.LoadPart(to + i, lanes)), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // measured: the profile of its first calls misleads the compiler
        private static void Scatter(T weight, T* from, T* to, nint step, int n)
        {
            for (int i = 0; i < n; i++, to += step) *to += weight * from[i];
        }

        private static void Axpy(V factor, T* from, T* to, int n)
        {
            int i = 0;
            for (; i <= n - S.Count; i += S.Count) S.Store(to + i, S.Fma(factor, S.Load(from + i), S.Load(to + i)));
            if (i < n) S.StorePart(to + i, S.Fma(factor, S.LoadPart(from + i, n - i), S.LoadPart(to + i, n - i)), n - i);
        }
    }
}
