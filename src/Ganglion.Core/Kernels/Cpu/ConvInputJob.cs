using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// The input gradient of a strided convolution: for each image the gradients of all taps, [taps, filters] · [filters, positions], a block of
/// channels at a time, then added to the pixels they came from.
/// </summary>
internal unsafe struct ConvInputJob : ISimdJob
{
    private const int MaxElements = 128 * 1024;

    public void* G, W, Dx;
    public ConvShape Shape;

    private int _filters, _channels, _positions, _kernel, _channelsPerBlock, _blocks;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        (_filters, _channels, _positions, _kernel) = (s.Filters / s.Groups, s.Channels / s.Groups, s.OutHeight * s.OutWidth,
            s.KernelHeight * s.KernelWidth);
        _channelsPerBlock = Math.Clamp(MaxElements / (_kernel * _positions), 1, _channels);
        _blocks = (_channels + _channelsPerBlock - 1) / _channelsPerBlock;
        Workers.For(s.Batch * s.Groups * _blocks, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref ConvInputJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int image = chunk / job._blocks / s.Groups, group = chunk / job._blocks % s.Groups, channel = chunk % job._blocks * job._channelsPerBlock;
            int channels = Math.Min(job._channelsPerBlock, job._channels - channel), taps = channels * job._kernel;
            var pool = BufferPool.Rent<T>(taps * job._positions);
            fixed (T* columns = pool)
            {
                var product = new MatMulJob
                {
                    A = (T*)job.W + ((nint)group * job._filters * job._channels + channel) * job._kernel,
                    B = (T*)job.G + (nint)(image * s.Groups + group) * job._filters * job._positions,
                    C = columns,
                    TransposeA = true,
                    LeadingA = job._channels * job._kernel,
                    Batch = 1,
                    M = taps,
                    N = job._positions,
                    K = job._filters,
                };
                product.Run<S, V, T>();                             // alone: the pool is busy with this job
                T* dx = (T*)job.Dx + ((nint)(image * s.Groups + group) * job._channels + channel) * s.Height * s.Width;
                new Span<T>(dx, channels * s.Height * s.Width).Clear();
                T* from = columns;
                for (int c = 0; c < channels; c++)
                    for (int ky = 0; ky < s.KernelHeight; ky++)
                        for (int kx = 0; kx < s.KernelWidth; kx++, from += job._positions)
                            AddTap(from, dx + (nint)c * s.Height * s.Width, ky, kx, s);
            }
            BufferPool.Return(pool);
        }

        // Adds a tap's share of an output plane to the input plane it came from.
        private static void AddTap(T* g, T* x, int ky, int kx, in ConvShape s)
        {
            int dy = ky * s.DilationHeight - s.PadHeight, dx = kx * s.DilationWidth - s.PadWidth, outWidth = s.OutWidth;
            var (top, bottom) = PlaneJob.Inside(dy, s.StrideHeight, s.Height, s.OutHeight);
            var (left, right) = PlaneJob.Inside(dx, s.StrideWidth, s.Width, outWidth);
            for (int oy = top; oy < bottom; oy++)
            {
                T* to = x + (nint)(oy * s.StrideHeight + dy) * s.Width + left * s.StrideWidth + dx, from = g + (nint)oy * outWidth + left;
                if (s.StrideWidth == 1) Add(from, to, right - left);
                else Scatter(from, to, s.StrideWidth, right - left);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // measured: the profile of its first calls misleads the compiler
        private static void Scatter(T* from, T* to, nint step, int n)
        {
            for (int i = 0; i < n; i++, to += step) *to += from[i];
        }

        private static void Add(T* from, T* to, int n)
        {
            int i = 0;
            for (; i <= n - S.Count; i += S.Count) S.Store(to + i, S.Add(S.Load(from + i), S.Load(to + i)));
            if (i < n) S.StorePart(to + i, S.Add(S.LoadPart(from + i, n - i), S.LoadPart(to + i, n - i)), n - i);
        }
    }
}
