using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Convolutions that stay within a channel: depthwise convolution, its two adjoints, sums over windows and theirs. Each plane is copied with its
/// padding once; then every vector of outputs is a chain of products over plain offsets. A few planes are copied before the first of them is read,
/// because reading what was just written in other pieces waits for the memory.
/// </summary>
internal unsafe struct PlaneJob : ISimdJob
{
    public enum Uses { Forward, Input, Weight }

    private const int Ahead = 4;                                // planes copied before they are read

    public Uses Use;
    public void* X, W, Y;                                       // Y is the output side, X the input side; without W, all weights are 1
    public ConvShape Shape;

    private int _perChunk, _multiplier, _planes;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Shape;
        _multiplier = W == null ? 1 : s.Filters / s.Channels;
        _planes = Use == Uses.Weight ? s.Channels : s.Batch * s.Channels;
        long work = (long)s.OutHeight * s.OutWidth * s.KernelHeight * s.KernelWidth * _multiplier * (Use == Uses.Weight ? s.Batch : 1);
        _perChunk = (int)Math.Clamp(64 * 1024 / Math.Max(work, 1), 1, _planes);
        Workers.For((_planes + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The outputs of an axis whose tap at this offset lies inside the input.</summary>
    public static (int From, int To) Inside(int offset, int stride, int size, int outSize) =>
        (offset >= 0 ? 0 : Math.Min(outSize, (-offset + stride - 1) / stride),
            size <= offset ? 0 : Math.Min(outSize, (size - offset - 1) / stride + 1));

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref PlaneJob job, int chunk)
        {
            int first = chunk * job._perChunk, end = Math.Min(first + job._perChunk, job._planes);
            if (job.Use == Uses.Forward) Forward(job, first, end);
            else if (job.Use == Uses.Input) Input(job, first, end);
            else Weight(job, first, end);
        }

        private static void Forward(in PlaneJob job, int first, int end)
        {
            ref readonly ConvShape s = ref job.Shape;
            int kernel = s.KernelHeight * s.KernelWidth, multiplier = job._multiplier;
            nint inSize = (nint)s.Height * s.Width, outSize = (nint)s.OutHeight * s.OutWidth;
            var plane = Make(s, kernel, out int* offsets, out T* weights, out nint next);
            for (int start = first; start < end; start += Ahead)
            {
                int stop = Math.Min(start + Ahead, end);
                for (int i = start; i < stop; i++) plane.At((i - start) * next).Load((T*)job.X + i * inSize, s);
                for (int i = start; i < stop; i++)
                    for (int m = 0; m < multiplier; m++)
                    {
                        Spread((T*)job.W, (nint)(i % s.Channels * multiplier + m) * kernel, kernel, weights);
                        Correlate(plane.Data + (i - start) * next, plane.RowLength * s.StrideHeight, offsets, weights, kernel,
                            (T*)job.Y + ((nint)i * multiplier + m) * outSize, s.OutHeight, s.OutWidth, add: false);
                    }
            }
        }

        // dx is a convolution of stride 1 of the gradient, spread out by the stride, with the mirrored weights.
        private static void Input(in PlaneJob job, int first, int end)
        {
            ref readonly ConvShape s = ref job.Shape;
            int kernel = s.KernelHeight * s.KernelWidth, multiplier = job._multiplier;
            int reachY = s.DilationHeight * (s.KernelHeight - 1), reachX = s.DilationWidth * (s.KernelWidth - 1);
            nint inSize = (nint)s.Height * s.Width, outSize = (nint)s.OutHeight * s.OutWidth;
            var wide = new ConvShape(1, 1, s.Height + reachY, s.Width + reachX, 1, s.KernelHeight, s.KernelWidth, 1, 1, 0, 0, s.DilationHeight,
                s.DilationWidth, 1);
            var plane = Make(wide, kernel, out int* offsets, out T* weights, out nint next);
            new Span<int>(offsets, kernel).Reverse();
            int left = reachX - s.PadWidth, top = reachY - s.PadHeight, step = s.StrideWidth;
            var (fromY, toY) = Fitting(top, s.StrideHeight, s.OutHeight, wide.Height);
            var (fromX, toX) = Fitting(left, step, s.OutWidth, wide.Width);
            for (int start = first; start < end; start += Ahead)
            {
                int stop = Math.Min(start + Ahead, end);
                for (int m = 0; m < multiplier; m++)
                {
                    for (int i = start; i < stop; i++)
                    {
                        T* from = (T*)job.Y + ((nint)i * multiplier + m) * outSize, plain = plane.Data + (i - start) * next + left;
                        for (int oy = fromY; oy < toY; oy++)
                            Put(from + (nint)oy * s.OutWidth + fromX, plain + (nint)(top + oy * s.StrideHeight) * plane.RowLength + fromX * step, step, toX - fromX);
                    }
                    for (int i = start; i < stop; i++)
                    {
                        Spread((T*)job.W, (nint)(i % s.Channels * multiplier + m) * kernel, kernel, weights);
                        Correlate(plane.Data + (i - start) * next, plane.RowLength, offsets, weights, kernel, (T*)job.X + i * inSize, s.Height, s.Width,
                            add: m > 0);
                    }
                }
            }

            // The outputs that fall inside, given where the first one lies.
            static (int From, int To) Fitting(int start, int stride, int count, int size) =>
                (start >= 0 ? 0 : (-start + stride - 1) / stride, start >= size ? 0 : Math.Min(count, (size - 1 - start) / stride + 1));
        }

        private static void Weight(in PlaneJob job, int first, int end)
        {
            ref readonly ConvShape s = ref job.Shape;
            int kernel = s.KernelHeight * s.KernelWidth, multiplier = job._multiplier;
            nint inSize = (nint)s.Height * s.Width, outSize = (nint)s.OutHeight * s.OutWidth;
            var plane = Make(s, kernel * multiplier, out int* offsets, out T* sums, out nint next);
            int rowLength = plane.RowLength * s.StrideHeight;
            for (int channel = first; channel < end; channel++)
            {
                new Span<T>(sums, kernel * multiplier * S.Count).Clear();
                for (int start = 0; start < s.Batch; start += Ahead)
                {
                    int stop = Math.Min(start + Ahead, s.Batch);
                    for (int image = start; image < stop; image++)
                        plane.At((image - start) * next).Load((T*)job.X + ((nint)image * s.Channels + channel) * inSize, s);
                    for (int image = start; image < stop; image++)
                        for (int m = 0; m < multiplier; m++)
                        {
                            T* x = plane.Data + (image - start) * next, g = (T*)job.Y + (((nint)image * s.Channels + channel) * multiplier + m) * outSize;
                            T* to = sums + m * kernel * S.Count;
                            int t = 0;
                            for (; t <= kernel - 3; t += 3, to += 3 * S.Count)
                                Products(x, rowLength, offsets[t], offsets[t + 1], offsets[t + 2], g, s.OutHeight, s.OutWidth, to);
                            for (; t < kernel; t++, to += S.Count) Products(x, rowLength, offsets[t], g, s.OutHeight, s.OutWidth, to);
                        }
                }
                T* w = (T*)job.W + (nint)channel * kernel * multiplier;
                for (int i = 0; i < kernel * multiplier; i++) w[i] = S.Sum(S.Load(sums + i * S.Count));
            }
        }

        // Room for some planes a distance apart, the offsets of the taps, and some vectors.
        private static PaddedPlane<S, V, T> Make(in ConvShape s, int vectors, out int* offsets, out T* room, out nint next)
        {
            next = (PaddedPlane<S, V, T>.Size(s) + 15) / 16 * 16;
            byte* memory = Scratch.Get((Ahead * next + (nint)vectors * S.Count) * sizeof(T) + (nint)s.KernelHeight * s.KernelWidth * sizeof(int));
            room = (T*)memory + Ahead * next;
            offsets = (int*)(room + vectors * S.Count);
            var plane = new PaddedPlane<S, V, T>(s, (T*)memory, T.Zero);
            for (int i = 1; i < Ahead; i++) _ = new PaddedPlane<S, V, T>(s, (T*)memory + i * next, T.Zero);
            plane.Taps(s, offsets);
            return plane;
        }

        private static void Put(T* from, T* to, int step, int n)
        {
            if (step == 1)
            {
                int i = 0;
                for (; i <= n - S.Count; i += S.Count) S.Store(to + i, S.Load(from + i));
                if (i < n) S.StorePart(to + i, S.LoadPart(from + i, n - i), n - i);
            }
            else for (int i = 0; i < n; i++) to[i * step] = from[i];
        }

        private static void Spread(T* w, nint first, int kernel, T* weights)
        {
            for (int t = 0; t < kernel; t++) S.Store(weights + t * S.Count, S.Create(w == null ? T.One : w[first + t]));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Correlate(T* x, nint rowLength, int* offsets, T* weights, int kernel, T* y, int rows, int columns, bool add)
        {
            for (int row = 0; row < rows; row++, x += rowLength, y += columns)
                for (int i = 0; i < columns; i += S.Count)
                {
                    V sum = S.Zero;
                    for (int t = 0; t < kernel; t++) sum = S.Fma(S.Load(weights + t * S.Count), S.Load(x + offsets[t] + i), sum);
                    int lanes = Math.Min(S.Count, columns - i);
                    if (lanes == S.Count) S.Store(y + i, add ? S.Add(S.Load(y + i), sum) : sum);
                    else S.StorePart(y + i, add ? S.Add(S.LoadPart(y + i, lanes), sum) : sum, lanes);
                }
        }

        // What lies behind the end of a row is masked on both sides, since zero times infinity is no number.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Products(T* x, nint rowLength, int first, int second, int third, T* g, int rows, int columns, T* sums)
        {
            V a = S.Load(sums), b = S.Load(sums + S.Count), c = S.Load(sums + 2 * S.Count);
            for (int row = 0; row < rows; row++, x += rowLength, g += columns)
            {
                int i = 0;
                for (; i <= columns - S.Count; i += S.Count)
                {
                    V v = S.Load(g + i);
                    a = S.Fma(v, S.Load(x + first + i), a);
                    b = S.Fma(v, S.Load(x + second + i), b);
                    c = S.Fma(v, S.Load(x + third + i), c);
                }
                if (i == columns) continue;
                int lanes = columns - i;
                V last = S.LoadPart(g + i, lanes);
                a = S.Fma(last, S.LoadPart(x + first + i, lanes), a);
                b = S.Fma(last, S.LoadPart(x + second + i, lanes), b);
                c = S.Fma(last, S.LoadPart(x + third + i, lanes), c);
            }
            S.Store(sums, a);
            S.Store(sums + S.Count, b);
            S.Store(sums + 2 * S.Count, c);
        }

        private static void Products(T* x, nint rowLength, int offset, T* g, int rows, int columns, T* sums)
        {
            V a = S.Load(sums);
            for (int row = 0; row < rows; row++, x += rowLength, g += columns)
                for (int i = 0; i < columns; i += S.Count)
                {
                    int lanes = Math.Min(S.Count, columns - i);
                    a = S.Fma(S.LoadPart(g + i, lanes), S.LoadPart(x + offset + i, lanes), a);
                }
            S.Store(sums, a);
        }
    }
}
