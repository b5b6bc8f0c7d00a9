using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Convolution that works at the non-zero weights only (Nikdan et al. 2023): an image is copied once with its padding, so that an entry is an offset;
/// some vectors of an output plane stay in registers while all entries of its filter go by, each one broadcast.
/// </summary>
internal unsafe struct SparseConvJob : ISimdJob
{
    private const int AtOnce = 8;                               // vectors of a plane in registers

    public enum Uses { Forward, Input, Values }

    public Uses Use;
    public Pattern Places;
    public void* X, W, Y;                                       // Y is the output side, X the input side
    public ConvShape Shape;

    private ConvShape _source;                                  // what the padded planes hold, as a convolution that reads them
    private int[] _offsets, _starts, _order;
    private int _planes, _results, _height, _width, _parts;
    private nint _plane;
    private void* _partial;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        int kernel = s.KernelHeight * s.KernelWidth, entries = Places.Ids.Length;
        // The input gradient is a convolution of stride 1 of the gradient, spread out by the stride, with mirrored taps.
        _source = Use != Uses.Input ? s with { Groups = 1 } : new ConvShape(1, s.Filters, s.Height + s.DilationHeight * (s.KernelHeight - 1),
            s.Width + s.DilationWidth * (s.KernelWidth - 1), 1, s.KernelHeight, s.KernelWidth, 1, 1, 0, 0, s.DilationHeight, s.DilationWidth, 1);
        (_planes, _results) = Use == Uses.Input ? (s.Filters, s.Channels) : (s.Channels, s.Filters);
        (_height, _width) = (_source.OutHeight, _source.OutWidth);
        _plane = (PaddedPlane<S, V, T>.Size(_source) + 15) / 16 * 16 | 16;
        int[] taps = new int[kernel];
        fixed (int* t = taps) On<S, V, T>.Taps(_source, t);
        _offsets = new int[entries];
        _starts = new int[_results + 1];
        if (Use == Uses.Input)
        {
            var turned = Places.Transposed;
            _order = Places.Permutation;
            for (int c = 0; c < s.Channels; c++) _starts[c + 1] = turned.Pointers[(c + 1) * kernel];
            for (int row = 0; row < turned.Rows; row++)
                for (int e = turned.Pointers[row]; e < turned.Pointers[row + 1]; e++)
                    _offsets[e] = checked((int)(turned.Ids[e] * _plane + taps[kernel - 1 - row % kernel]));
        }
        else
        {
            _order = [];
            Places.Pointers.CopyTo(_starts, 0);
            for (int e = 0; e < entries; e++) _offsets[e] = checked((int)(Places.Ids[e] / kernel * _plane + taps[Places.Ids[e] % kernel]));
        }
        _parts = Math.Min(s.Batch, Use == Uses.Values ? 8 : 16);
        if (Use != Uses.Values) { Workers.For(_parts, ref this, &On<S, V, T>.Images); return; }
        var sums = BufferPool.Rent<T>(Math.Max(1, _parts * entries));
        fixed (T* p = sums)
        {
            _partial = p;
            new Span<T>(p, _parts * entries).Clear();
            Workers.For(_parts, ref this, &On<S, V, T>.Values);
            new Span<T>(p, entries).CopyTo(new Span<T>(W, entries));
            for (int part = 1; part < _parts; part++) ConvWeightJob.Add<S, V, T>((T*)W, p + (nint)part * entries, entries);
        }
        BufferPool.Return(sums);
    }

    private readonly int First(int part) => (int)((long)Shape.Batch * part / _parts);

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Taps(in ConvShape s, int* offsets)
        {
            T* room = (T*)Scratch.Get((PaddedPlane<S, V, T>.Size(s) + 64) * sizeof(T));
            new PaddedPlane<S, V, T>(s, room, T.Zero).Taps(s, offsets);
        }

        public static void Images(ref SparseConvJob job, int part)
        {
            var plane = Make(job, out T** at);
            nint size = (nint)job._height * job._width;
            int across = Across(job);
            for (int image = job.First(part); image < job.First(part + 1); image++)
            {
                Load(job, plane, image);
                T* to = (T*)(job.Use == Uses.Input ? job.X : job.Y) + image * job._results * size;
                fixed (int* offsets = job._offsets, order = job._order)
                    for (int r = 0; r < job._results; r++, to += size)
                        for (int block = 0, left = job._height * across; left > 0; block += AtOnce, left -= AtOnce)
                            Sum((T*)job.W, offsets, order, job._starts[r], job._starts[r + 1], at + block, Math.Min(left, AtOnce), to, job._width, across, block);
            }
        }

        // Eight vectors of a plane; those beyond its end repeat the last.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Sum(T* w, int* offsets, int* order, int e, int end, T** at, int count, T* y, int width, int across, int first)
        {
            V a = S.Zero, b = a, c = a, d = a, p = a, q = a, r = a, t = a;
            T* x0 = at[0], x1 = at[1], x2 = at[2], x3 = at[3], x4 = at[4], x5 = at[5], x6 = at[6], x7 = at[7];
            if (count > 4)
                for (; e < end; e++)
                {
                    V v = S.Create(w[order == null ? e : order[e]]);
                    nint o = offsets[e];
                    a = S.Fma(v, S.Load(x0 + o), a);
                    b = S.Fma(v, S.Load(x1 + o), b);
                    c = S.Fma(v, S.Load(x2 + o), c);
                    d = S.Fma(v, S.Load(x3 + o), d);
                    p = S.Fma(v, S.Load(x4 + o), p);
                    q = S.Fma(v, S.Load(x5 + o), q);
                    r = S.Fma(v, S.Load(x6 + o), r);
                    t = S.Fma(v, S.Load(x7 + o), t);
                }
            else
                for (; e < end; e++)
                {
                    V v = S.Create(w[order == null ? e : order[e]]);
                    nint o = offsets[e];
                    a = S.Fma(v, S.Load(x0 + o), a);
                    b = S.Fma(v, S.Load(x1 + o), b);
                    c = S.Fma(v, S.Load(x2 + o), c);
                    d = S.Fma(v, S.Load(x3 + o), d);
                }
            Store(a, 0); Store(b, 1); Store(c, 2); Store(d, 3); Store(p, 4); Store(q, 5); Store(r, 6); Store(t, 7);

            void Store(V v, int i)
            {
                if (i >= count) return;
                int column = (first + i) % across * S.Count, lanes = Math.Min(S.Count, width - column);
                T* to = y + (nint)((first + i) / across) * width + column;
                if (lanes == S.Count) S.Store(to, v); else S.StorePart(to, v, lanes);
            }
        }

        public static void Values(ref SparseConvJob job, int part)
        {
            T* sums = (T*)job._partial + (nint)part * job._offsets.Length;
            int vectors = job._height * Across(job), across = Across(job), tail = job._width - (across - 1) * S.Count;
            var plane = Make(job, out T** at);
            for (int image = job.First(part); image < job.First(part + 1); image++)
            {
                Load(job, plane, image);
                T* g = (T*)job.Y + (nint)image * job._results * job._height * job._width;
                fixed (int* offsets = job._offsets)
                    for (int f = 0; f < job._results; f++, g += (nint)job._height * job._width)
                        for (int e = job._starts[f]; e < job._starts[f + 1]; e++)
                            sums[e] += Product(at, offsets[e], g, vectors, across, tail);
            }
        }

        // What lies behind the end of a row is masked on both sides, since zero times infinity is no number.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static T Product(T** at, nint offset, T* g, int vectors, int across, int tail)
        {
            V a = S.Zero, b = a;
            if (tail == S.Count)
            {
                int i = 0;
                for (; i <= vectors - 2; i += 2, g += 2 * S.Count)
                {
                    a = S.Fma(S.Load(g), S.Load(at[i] + offset), a);
                    b = S.Fma(S.Load(g + S.Count), S.Load(at[i + 1] + offset), b);
                }
                if (i < vectors) a = S.Fma(S.Load(g), S.Load(at[i] + offset), a);
            }
            else
                for (int i = 0, column = 1; i < vectors; i++, (a, b) = (b, a))
                {
                    if (column < across)
                    {
                        a = S.Fma(S.Load(g), S.Load(at[i] + offset), a);
                        column++;
                        g += S.Count;
                        continue;
                    }
                    a = S.Fma(S.LoadPart(g, tail), S.LoadPart(at[i] + offset, tail), a);
                    column = 1;
                    g += tail;
                }
            return S.Sum(S.Add(a, b));
        }

        private static int Across(in SparseConvJob job) => (job._width + S.Count - 1) / S.Count;

        // Room for the padded planes of an image, and where each vector of an output plane begins in the first; some more at the end repeat the last.
        private static PaddedPlane<S, V, T> Make(in SparseConvJob job, out T** at)
        {
            ref readonly ConvShape s = ref job._source;
            int across = Across(job), vectors = job._height * across;
            nint size = job._planes * job._plane + 64;
            byte* memory = Scratch.Get(size * sizeof(T) + (nint)(vectors + AtOnce) * sizeof(T*));
            at = (T**)(memory + size * sizeof(T));
            new Span<T>((T*)memory, checked((int)size)).Clear();
            var plane = new PaddedPlane<S, V, T>(s, (T*)memory, T.Zero);
            int rowLength = plane.RowLength * s.StrideHeight;
            for (int i = 0; i < vectors + AtOnce; i++)
            {
                int v = Math.Min(i, vectors - 1);
                at[i] = plane.Data + (nint)(v / across) * rowLength + v % across * S.Count;
            }
            return plane;
        }

        private static void Load(in SparseConvJob job, in PaddedPlane<S, V, T> plane, int image)
        {
            ref readonly ConvShape s = ref job.Shape;
            nint inSize = (nint)s.Height * s.Width, outSize = (nint)s.OutHeight * s.OutWidth;
            for (int c = 0; c < job._planes; c++)
                if (job.Use == Uses.Input) Spread((T*)job.Y + ((nint)image * job._planes + c) * outSize, plane.At(c * job._plane), s);
                else plane.At(c * job._plane).Load((T*)job.X + ((nint)image * job._planes + c) * inSize, job._source);
        }

        private static void Spread(T* g, in PaddedPlane<S, V, T> plane, in ConvShape s)
        {
            int left = s.DilationWidth * (s.KernelWidth - 1) - s.PadWidth, top = s.DilationHeight * (s.KernelHeight - 1) - s.PadHeight;
            int height = s.Height + s.DilationHeight * (s.KernelHeight - 1), width = s.Width + s.DilationWidth * (s.KernelWidth - 1);
            bool whole = s.StrideWidth == 1 && left >= 0 && left + s.OutWidth <= width;
            for (int oy = 0; oy < s.OutHeight; oy++, g += s.OutWidth)
            {
                int y = top + oy * s.StrideHeight;
                if ((uint)y >= (uint)height) continue;
                T* to = plane.Data + (nint)y * plane.RowLength;
                if (whole) { Packing.Copy<S, V, T>(g, 0, 1, s.OutWidth, to + left, 0); continue; }
                for (int ox = 0; ox < s.OutWidth; ox++)
                {
                    int x = left + ox * s.StrideWidth;
                    if ((uint)x < (uint)width) to[x] = g[ox];
                }
            }
        }
    }
}
