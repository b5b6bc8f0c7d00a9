using System.Numerics;

namespace Ganglion;

/// <summary>
/// The weight gradient of a convolution without unfolding: for each tap a product [channels, positions] · [positions, filters] whose left operand is
/// the padded image, summed over images. Images are cut into a fixed number of parts and channels into blocks; each pair has its own sum, and parts
/// are added in order.
/// </summary>
internal unsafe struct ConvWeightJob : ISimdJob
{
    private const int SliceOfPositions = 240, MaxTaps = 288;
    private const int PartialElements = 4 << 20;

    public void* X, G, W;
    public ConvShape Shape;

    private void* _partial;
    private int* _offsets;
    private int _parts, _blocks, _channelsPerBlock, _filters, _paddedFilters, _channels, _positions, _kernel;
    private nint _plane;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        (_filters, _channels, _positions, _kernel) = (s.Filters / s.Groups, s.Channels / s.Groups, s.OutHeight * s.OutWidth,
            s.KernelHeight * s.KernelWidth);
        _paddedFilters = (_filters + S.Count - 1) / S.Count * S.Count;
        int taps = _channels * _kernel, size = s.Groups * taps * _paddedFilters;
        _parts = Math.Clamp(Math.Min(PartialElements / size, 8), 1, s.Batch);
        _channelsPerBlock = Math.Clamp(Math.Max(MaxTaps / _kernel, 1), 1, _channels);
        if (_parts * s.Groups < 8) _channelsPerBlock = Math.Max(1, Math.Min(_channelsPerBlock, _channels * _parts * s.Groups / 8));
        _blocks = (_channels + _channelsPerBlock - 1) / _channelsPerBlock;
        _plane = PaddedImage<S, V, T>.Plane(s, s.OutHeight);
        var pool = BufferPool.Rent<T>(_parts * size);
        var table = System.Buffers.ArrayPool<int>.Shared.Rent(_positions);
        for (int y = 0, i = 0; y < s.OutHeight; y++)
            for (int x = 0; x < s.OutWidth; x++) table[i++] = y * s.StrideHeight * PaddedImage<S, V, T>.Width(s) + x * s.StrideWidth;
        fixed (T* p = pool)
        fixed (int* offsets = table)
        {
            _partial = p;
            _offsets = offsets;
            Workers.For(_parts * s.Groups * _blocks, ref this, &On<S, V, T>.Chunk);
            for (int part = 1; part < _parts; part++) Add<S, V, T>(p, p + (nint)part * size, size);
            for (int g = 0; g < s.Groups; g++)                  // the sums are [groups, taps, padded filters]
                Packing.Transpose(p + (nint)g * taps * _paddedFilters, _paddedFilters, _filters, taps, taps, (T*)W + (nint)g * taps * _filters);
        }
        System.Buffers.ArrayPool<int>.Shared.Return(table);
        BufferPool.Return(pool);
    }

    /// <summary>to += from.</summary>
    public static void Add<S, V, T>(T* to, T* from, int n) where S : struct, ISimd<V, T> where V : struct where T : unmanaged
    {
        int i = 0;
        for (; i <= n - S.Count; i += S.Count) S.Store(to + i, S.Add(S.Load(to + i), S.Load(from + i)));
        if (i < n) S.StorePart(to + i, S.Add(S.LoadPart(to + i, n - i), S.LoadPart(from + i, n - i)), n - i);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref ConvWeightJob job, int chunk)
        {
            ref readonly ConvShape s = ref job.Shape;
            int block = chunk % job._blocks, group = chunk / job._blocks % s.Groups, part = chunk / job._blocks / s.Groups;
            int channel = block * job._channelsPerBlock, channels = Math.Min(job._channelsPerBlock, job._channels - channel);
            int firstImage = (int)((long)s.Batch * part / job._parts), lastImage = (int)((long)s.Batch * (part + 1) / job._parts);
            int slices = (job._positions + SliceOfPositions - 1) / SliceOfPositions, depth = (job._positions + slices - 1) / slices;
            nint size = channels * job._plane + 3 * S.Count;
            T* scratch = (T*)Scratch.Get((size + (nint)depth * 2 * S.Count + S.Count) * sizeof(T)), panel = scratch + size;
            T* sums = (T*)job._partial + (((nint)part * s.Groups + group) * job._channels + channel) * job._kernel * job._paddedFilters;
            nint perChannel = (nint)job._kernel * job._paddedFilters;

            for (int image = firstImage; image < lastImage; image++)
            {
                _ = new PaddedImage<S, V, T>((T*)job.X + ((nint)(image * s.Groups + group) * job._channels + channel) * s.Height * s.Width,
                    channels, s, 0, s.OutHeight, scratch, job._plane);
                T* g = (T*)job.G + (nint)(image * s.Groups + group) * job._filters * job._positions;
                for (int l = 0; l < job._positions; l += depth)
                {
                    int k = Math.Min(depth, job._positions - l);
                    bool add = image > firstImage || l > 0;
                    for (int f = 0; f < job._filters; f += 2 * S.Count)
                    {
                        int count = Math.Min(2 * S.Count, job._filters - f), vectors = count <= S.Count ? 1 : 2, width = vectors * S.Count;
                        Packing.Panel<S, V, T>(g + (nint)f * job._positions + l, job._positions, true, k, count, width, panel);
                        for (int t = 0; t < job._kernel; t++)
                        {
                            T* tap = scratch + (nint)(t / s.KernelWidth) * s.DilationHeight * PaddedImage<S, V, T>.Width(s)
                                + t % s.KernelWidth * s.DilationWidth;
                            ConvTiles<S, V, T>.Run(channels, vectors, tap, job._plane, job._offsets + l, panel, width, k,
                                sums + (nint)t * job._paddedFilters + f, perChannel, add);
                        }
                    }
                }
            }
        }
    }
}
