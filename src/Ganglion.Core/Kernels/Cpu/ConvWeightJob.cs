using System.Numerics;

namespace Ganglion;

/// <summary>
/// The weight gradient of a convolution: [taps, positions] · [positions, filters], summed over images. Images are cut into a fixed number of parts
/// and taps into blocks; each pair has its own sum, and parts are added in order.
/// </summary>
internal unsafe struct ConvWeightJob : ISimdJob
{
    private const int SliceOfPositions = 240, MaxTaps = 288;
    private const int PartialElements = 4 << 20;

    public void* X, G, W;
    public ConvShape Shape;

    private void* _partial;
    private int _parts, _blocks, _channelsPerBlock, _filters, _channels, _positions, _kernel;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        (_filters, _channels, _positions, _kernel) = (s.Filters / s.Groups, s.Channels / s.Groups, s.OutHeight * s.OutWidth,
            s.KernelHeight * s.KernelWidth);
        int size = s.Filters * _channels * _kernel;
        _parts = Math.Clamp(Math.Min(PartialElements / size, 8), 1, s.Batch);
        _channelsPerBlock = Math.Clamp(Math.Max(MaxTaps / _kernel, 1), 1, _channels);
        if (_parts * s.Groups < 8) _channelsPerBlock = Math.Max(1, Math.Min(_channelsPerBlock, _channels * _parts * s.Groups / 8));
        _blocks = (_channels + _channelsPerBlock - 1) / _channelsPerBlock;
        var pool = BufferPool.Rent<T>(_parts * size);
        fixed (T* p = pool)
        {
            _partial = p;
            Workers.For(_parts * s.Groups * _blocks, ref this, &On<S, V, T>.Chunk);
            for (int part = 1; part < _parts; part++) On<S, V, T>.Add(p, p + (nint)part * size, size);
            int taps = _channels * _kernel;                     // the sums are [groups, taps, filters]
            for (int g = 0; g < s.Groups; g++) Packing.Transpose(p + (nint)g * taps * _filters, _filters, _filters, taps, taps,
                (T*)W + (nint)g * taps * _filters);
        }
        BufferPool.Return(pool);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Add(T* to, T* from, int n)
        {
            int i = 0;
            for (; i <= n - S.Count; i += S.Count) S.Store(to + i, S.Add(S.Load(to + i), S.Load(from + i)));
            if (i < n) S.StorePart(to + i, S.Add(S.LoadPart(to + i, n - i), S.LoadPart(from + i, n - i)), n - i);
        }

        public static void Chunk(ref ConvWeightJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int block = chunk % job._blocks, group = chunk / job._blocks % s.Groups, part = chunk / job._blocks / s.Groups;
            int channel = block * job._channelsPerBlock, channels = Math.Min(job._channelsPerBlock,
                job._channels - channel), taps = channels * job._kernel;
            int firstImage = (int)((long)s.Batch * part / job._parts), lastImage = (int)((long)s.Batch * (part + 1) / job._parts);
            int slices = (job._positions + SliceOfPositions - 1) / SliceOfPositions, depth = (job._positions + slices - 1) / slices;
            int width = job._filters <= S.Count ? S.Count : 2 * S.Count, tile = MatMulJob.On<S, V, T>.TileRows();
            nint size = (PaddedImage<S, V, T>.Size(channels, s, 0, s.OutHeight) + 15) / 16 * 16, rowLength = (depth + 31) / 16 * 16 + 16;
            T* scratch = (T*)Scratch.Get((size + (nint)depth * width + rowLength * taps + 2 * S.Count) * sizeof(T));
            T* panel = scratch + size, rows = panel + (nint)depth * width;
            T* sums = (T*)job._partial + (((nint)part * s.Groups + group) * job._channels + channel) * job._kernel * job._filters;

            for (int image = firstImage; image < lastImage; image++)
            {
                var padded = new PaddedImage<S, V, T>((T*)job.X + ((nint)(image * s.Groups + group) * job._channels + channel) * s.Height * s.Width,
                    channels, s, 0, s.OutHeight, scratch);
                T* g = (T*)job.G + (nint)(image * s.Groups + group) * job._filters * job._positions;
                for (int l = 0; l < job._positions; l += depth)
                {
                    int k = Math.Min(depth, job._positions - l);
                    bool add = image > firstImage || l > 0;
                    padded.Unfold(s, 0, taps, l, k, rows, rowLength);
                    for (int f = 0; f < job._filters; f += width)
                    {
                        int columns = Math.Min(width, job._filters - f), lanes = (columns - 1) % S.Count + 1;
                        Packing.Panel<S, V, T>(g + (nint)f * job._positions + l, job._positions, true, k, columns, width, panel);
                        for (int i = 0, n; i < taps; i += n)
                            n = columns <= S.Count ? MatMulJob.On<S, V, T>.Tiles<N1>(Math.Min(taps - i, tile), rows + i * rowLength, rowLength, 1,
                                panel,
                                width, k, sums + (nint)i * job._filters + f, job._filters, lanes, add, null)
                                : MatMulJob.On<S, V, T>.Tiles<N2>(Math.Min(taps - i, tile), rows + i * rowLength, rowLength, 1, panel, width, k,
                                    sums + (nint)i * job._filters + f, job._filters, lanes, add, null);
                    }
                }
            }
        }
    }
}
