using System.Numerics;

namespace Ganglion;

/// <summary>
/// Convolution with few filters: one matrix product an image and group, [filters, taps] · [taps, positions], with positions in the lanes, whose
/// right operand is unfolded a panel at a time. The weights are packed once for all images.
/// </summary>
internal unsafe struct UnfoldedConvJob : ISimdJob
{
    private const int SliceOfTaps = 256;
    private const long WorkPerBlock = 2 << 20;                  // multiply-adds

    public void* X, W, Y;
    public ConvShape Shape;

    private void* _packed;
    private int _taps, _depth, _positions, _blocks, _perBlock, _filters, _channels, _paddedFilters;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        int tile = MatMulJob.On<S, V, T>.TileRows();
        (_filters, _channels, _positions) = (s.Filters / s.Groups, s.Channels / s.Groups, s.OutHeight * s.OutWidth);
        _taps = _channels * s.KernelHeight * s.KernelWidth;
        int slices = (_taps + SliceOfTaps - 1) / SliceOfTaps;
        _depth = (_taps + slices - 1) / slices;
        _paddedFilters = (_filters + tile - 1) / tile * tile;

        long work = (long)_filters * _taps * _positions;
        int wanted = (int)Math.Clamp(work / WorkPerBlock, 1, Math.Max(1, 16 / Math.Max(1, s.Batch * s.Groups)));
        _perBlock = ((_positions + wanted - 1) / wanted + 2 * S.Count - 1) / (2 * S.Count) * (2 * S.Count);
        _blocks = (_positions + _perBlock - 1) / _perBlock;

        var pool = BufferPool.Rent<T>(s.Groups * _paddedFilters * _taps + 64);
        fixed (T* p = pool)
        {
            _packed = p;
            for (int g = 0; g < s.Groups; g++)
                for (int l = 0; l < _taps; l += _depth)
                    for (int i = 0; i < _filters; i += tile)
                    {
                        int k = Math.Min(_depth, _taps - l);
                        T* to = p + ((nint)g * _taps + l) * _paddedFilters + (nint)i * k;
                        Packing.Panel<S, V, T>((T*)W + ((nint)g * _filters + i) * _taps + l, _taps, true, k, Math.Min(tile, _filters - i), tile, to);
                    }
            Workers.For(s.Batch * s.Groups * _blocks, ref this, &On<S, V, T>.Chunk);
        }
        BufferPool.Return(pool);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref UnfoldedConvJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int image = chunk / job._blocks / s.Groups, group = chunk / job._blocks % s.Groups;
            int first = chunk % job._blocks * job._perBlock, count = Math.Min(job._perBlock, job._positions - first);
            int from = first / s.OutWidth, to = (first + count - 1) / s.OutWidth + 1;
            int width = count <= S.Count ? S.Count : 2 * S.Count, tile = MatMulJob.On<S, V, T>.TileRows();
            nint size = (PaddedImage<S, V, T>.Size(job._channels, s, from, to) + 15) / 16 * 16;
            T* scratch = (T*)Scratch.Get((size + (nint)job._depth * width + 2 * S.Count) * sizeof(T)), panel = scratch + size;
            T* x = (T*)job.X + (nint)(image * s.Groups + group) * job._channels * s.Height * s.Width;
            T* y = (T*)job.Y + (nint)(image * s.Groups + group) * job._filters * job._positions + first;
            var padded = new PaddedImage<S, V, T>(x, job._channels, s, from, to, scratch);
            for (int l = 0; l < job._taps; l += job._depth)
            {
                int k = Math.Min(job._depth, job._taps - l);
                T* weights = (T*)job._packed + ((nint)group * job._taps + l) * job._paddedFilters;
                for (int j = 0; j < count; j += width)
                {
                    int columns = Math.Min(width, count - j), lanes = (columns - 1) % S.Count + 1;
                    padded.Unfold(s, l, k, first + j, columns, panel, width);
                    for (int i = 0, n; i < job._filters; i += n)
                    {
                        T* p = weights + (nint)(i / tile * tile) * k + i % tile, c = y + (nint)i * job._positions + j;
                        int rows = Math.Min(job._filters - i, tile - i % tile);
                        n = columns <= S.Count
                            ? MatMulJob.On<S, V, T>.Tiles<N1>(rows, p, 1, tile, panel, width, k, c, job._positions, lanes, l > 0, null)
                            : MatMulJob.On<S, V, T>.Tiles<N2>(rows, p, 1, tile, panel, width, k, c, job._positions, lanes, l > 0, null);
                    }
                }
            }
        }
    }
}
