using System.Numerics;

namespace Ganglion;

/// <summary>
/// Convolution without unfolding, filters in the lanes: a tile holds some pixels of a row by one or two vectors of filters, reads each tap of the
/// padded image through a table of offsets, and is turned into planes when done. The weights are packed once for all images.
/// </summary>
internal unsafe struct ConvJob : ISimdJob
{
    private const int PixelsAtOnce = 128;                       // turned together: what fits the first-level cache beside a tile's operands
    private const long WorkPerBlock = 1 << 20;                  // multiply-adds

    public void* X, W, Y;
    public ConvShape Shape;

    private void* _packed;
    private int* _offsets;
    private int _taps, _blocks, _rowsPerBlock, _filters, _channels, _paddedFilters;
    private nint _plane;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        (_filters, _channels) = (s.Filters / s.Groups, s.Channels / s.Groups);
        _taps = _channels * s.KernelHeight * s.KernelWidth;
        _paddedFilters = (_filters + S.Count - 1) / S.Count * S.Count;
        long work = (long)_filters * _taps * s.OutHeight * s.OutWidth;
        int blocks = (int)Math.Clamp(work / WorkPerBlock, 1, Math.Max(1, Math.Min(s.OutHeight, 16 / Math.Max(1, s.Batch * s.Groups))));
        _rowsPerBlock = (s.OutHeight + blocks - 1) / blocks;
        _blocks = (s.OutHeight + _rowsPerBlock - 1) / _rowsPerBlock;
        _plane = PaddedImage<S, V, T>.Plane(s, _rowsPerBlock);

        var pool = BufferPool.Rent<T>(s.Groups * _paddedFilters * _taps + 64 / sizeof(T));
        var table = System.Buffers.ArrayPool<int>.Shared.Rent(_taps);
        fixed (T* p = pool)
        fixed (int* offsets = table)
        {
            T* to = (T*)((nint)p + 63 & ~63);                    // [groups, filters / width, taps, width], on the border of a cache line
            _packed = to;
            _offsets = offsets;
            PaddedImage<S, V, T>.Taps(s, _channels, _plane, offsets);
            for (int g = 0; g < s.Groups; g++)
                for (int f = 0; f < _filters; f += 2 * S.Count)
                {
                    int count = Math.Min(2 * S.Count, _filters - f), width = count <= S.Count ? S.Count : 2 * S.Count;
                    Packing.Panel<S, V, T>((T*)W + ((nint)g * _filters + f) * _taps, _taps, true, _taps, count, width, to);
                    to += (nint)_taps * width;
                }
            Workers.For(s.Batch * s.Groups * _blocks, ref this, &On<S, V, T>.Chunk);
        }
        System.Buffers.ArrayPool<int>.Shared.Return(table);
        BufferPool.Return(pool);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref ConvJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int image = chunk / job._blocks / s.Groups, group = chunk / job._blocks % s.Groups, outWidth = s.OutWidth;
            int from = chunk % job._blocks * job._rowsPerBlock, to = Math.Min(from + job._rowsPerBlock, s.OutHeight);
            int rowsAtOnce = Math.Max(1, PixelsAtOnce / outWidth), rowLength = PaddedImage<S, V, T>.Width(s) * s.StrideHeight;
            nint size = job._channels * job._plane + 3 * S.Count, positions = (nint)s.OutHeight * outWidth;
            T* scratch = (T*)Scratch.Get((size + (nint)rowsAtOnce * outWidth * 2 * S.Count) * sizeof(T)), tiles = scratch + size;
            T* x = (T*)job.X + (nint)(image * s.Groups + group) * job._channels * s.Height * s.Width;
            T* y = (T*)job.Y + (image * s.Groups + group) * job._filters * positions;
            _ = new PaddedImage<S, V, T>(x, job._channels, s, from, to, scratch, job._plane);
            T* weights = (T*)job._packed + (nint)group * job._taps * job._paddedFilters;
            for (int f = 0; f < job._filters; f += 2 * S.Count)
            {
                int count = Math.Min(2 * S.Count, job._filters - f), vectors = count <= S.Count ? 1 : 2, width = vectors * S.Count;
                for (int top = from; top < to; top += rowsAtOnce)
                {
                    int bottom = Math.Min(top + rowsAtOnce, to);
                    T* c = tiles;
                    for (int oy = top; oy < bottom; oy++, c += outWidth * width)
                        ConvTiles<S, V, T>.Run(outWidth, vectors, scratch + (nint)(oy - from) * rowLength, s.StrideWidth, job._offsets, weights,
                            width, job._taps, c, width, false);
                    Packing.Transpose(tiles, width, count, (bottom - top) * outWidth, positions, y + f * positions + (nint)top * outWidth);
                }
                weights += (nint)job._taps * width;
            }
        }
    }
}
