using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// The pieces of normalisation, per channel of [outer, channels, inner]: statistics, and affine maps with coefficients per channel. With an inner
/// size of 1, vectors run over channels, else along the inner axis.
/// </summary>
internal unsafe struct NormalizationJob : ISimdJob
{
    public enum Uses { Moments, Sums, ScaleShift, Input }

    private const int ElementsPerChunk = 16 * 1024, RowsPerBlock = 128;

    public Uses Use;
    public void* G, X, Mean, P, Q, R, Y;                        // Moments: to Mean and Y. Sums: to P and Q. ScaleShift: P scale, R shift
    public int Outer, Channels, Inner;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Use is Uses.Moments or Uses.Sums)
        {
            _perChunk = (int)Math.Clamp(ElementsPerChunk / Math.Max(1, (long)Outer * Inner), Inner == 1 ? 4 * S.Count : 1,
                Math.Max(Channels, 4 * S.Count));
            if (Inner == 1) _perChunk = (_perChunk + S.Count - 1) / S.Count * S.Count;
            int chunks = (Channels + _perChunk - 1) / _perChunk;
            if (Inner == 1) Workers.For(chunks, ref this, &On<S, V, T>.ColumnStatistics);
            else Workers.For(chunks, ref this, &On<S, V, T>.Statistics);
        }
        else
        {
            int rows = Inner == 1 ? Outer : Outer * Channels, length = Inner == 1 ? Channels : Inner;
            _perChunk = Math.Max(1, ElementsPerChunk / length);
            Workers.For((rows + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Map);
        }
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Sums of one channel, a segment of the inner axis at a time.
        public static void Statistics(ref NormalizationJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Channels), inner = job.Inner, outer = job.Outer;
            nint step = (nint)job.Channels * inner;
            for (int c = chunk * job._perChunk; c < end; c++)
            {
                T* x = (T*)job.X + (nint)c * inner;
                if (job.Use == Uses.Moments)
                {
                    double n = (double)outer * inner, mean = Products(x, x, T.Zero, outer, step, inner).Sum / n;
                    T rounded = T.CreateTruncating(mean);
                    var (rest, squares) = Products(x, x, rounded, outer, step, inner);
                    ((T*)job.Mean)[c] = rounded;                                    // its rounding must not enter the variance
                    ((T*)job.Y)[c] = T.CreateTruncating(Math.Max(0, squares / n - rest / n * (rest / n)));
                }
                else
                {
                    var (sum, product) = Products((T*)job.G + (nint)c * inner, x, ((T*)job.Mean)[c], outer, step, inner);
                    ((T*)job.P)[c] = T.CreateTruncating(sum);
                    ((T*)job.Q)[c] = T.CreateTruncating(product);
                }
            }
        }

        // Σ a' and Σ a'(b - m), where a' is a - m if a and b are one, else a.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static (double Sum, double Product) Products(T* a, T* b, T m, int rows, nint step, int n)
        {
            const int Block = 4096;                             // numbers summed in the lanes before they go to a double
            V mean = S.Create(m), shift = a == b ? mean : S.Zero;
            V s0 = S.Zero, s1 = s0, p0 = s0, p1 = s0;
            double sum = 0, product = 0;
            int held = 0;
            for (int row = 0; row < rows; row++, a += step, b += step)
                for (int start = 0; start < n; start += Block)
                {
                    int end = Math.Min(n, start + Block), i = start;
                    for (; i <= end - 2 * S.Count; i += 2 * S.Count)
                    {
                        V u = S.Sub(S.Load(a + i), shift), v = S.Sub(S.Load(a + i + S.Count), shift);
                        (s0, s1) = (S.Add(s0, u), S.Add(s1, v));
                        p0 = S.Fma(u, S.Sub(S.Load(b + i), mean), p0);
                        p1 = S.Fma(v, S.Sub(S.Load(b + i + S.Count), mean), p1);
                    }
                    for (; i < end; i += S.Count)
                    {
                        int lanes = Math.Min(S.Count, end - i);
                        V inside = S.FirstLanes(lanes), u = S.And(inside, S.Sub(S.LoadPart(a + i, lanes), shift));
                        s0 = S.Add(s0, u);
                        p0 = S.Fma(u, S.And(inside, S.Sub(S.LoadPart(b + i, lanes), mean)), p0);
                    }
                    if ((held += end - start) < Block && row < rows - 1) continue;
                    sum += double.CreateTruncating(S.Sum(S.Add(s0, s1)));
                    product += double.CreateTruncating(S.Sum(S.Add(p0, p1)));
                    (s0, s1, p0, p1, held) = (S.Zero, S.Zero, S.Zero, S.Zero, 0);
                }
            return (sum, product);
        }

        // Inner size 1: down the rows, a vector of channels at a time, in blocks of rows so that long sums stay exact.
        public static void ColumnStatistics(ref NormalizationJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Channels);
            for (int c = chunk * job._perChunk; c < end; c += S.Count)
            {
                int lanes = Math.Min(S.Count, end - c);
                T* x = (T*)job.X + c, g = (T*)job.G + (job.Use == Uses.Moments ? 0 : c);
                V n = VectorMath<S, V, T>.C(job.Outer);
                if (job.Use == Uses.Moments)
                {
                    Down(x, S.Zero, job.Outer, job.Channels, lanes, out V sum, out _);
                    V mean = S.Div(sum, n);
                    Down(x, mean, job.Outer, job.Channels, lanes, out V rest, out V squares);
                    V off = S.Div(rest, n);                         // what rounding left of the mean
                    S.StorePart((T*)job.Mean + c, S.Add(mean, off), lanes);
                    S.StorePart((T*)job.Y + c, S.Max(S.Zero, S.Sub(S.Div(squares, n), S.Mul(off, off))), lanes);
                }
                else
                {
                    DownProducts(g, x, S.LoadPart((T*)job.Mean + c, lanes), job.Outer, job.Channels, lanes, out V sum, out V product);
                    S.StorePart((T*)job.P + c, sum, lanes);
                    S.StorePart((T*)job.Q + c, product, lanes);
                }
            }
        }

        // Σ (x - m) and Σ (x - m)².
        private static void Down(T* x, V m, int rows, nint step, int lanes, out V sum, out V squares)
        {
            (sum, squares) = (S.Zero, S.Zero);
            for (int start = 0; start < rows; start += RowsPerBlock)
            {
                V a = S.Zero, b = a;
                int end = Math.Min(rows, start + RowsPerBlock);
                for (int r = start; r < end; r++, x += step)
                {
                    V d = S.Sub(Load(x, lanes), m);
                    a = S.Add(a, d);
                    b = S.Fma(d, d, b);
                }
                sum = S.Add(sum, a);
                squares = S.Add(squares, b);
            }
        }

        private static void DownProducts(T* g, T* x, V m, int rows, nint step, int lanes, out V sum, out V products)
        {
            (sum, products) = (S.Zero, S.Zero);
            for (int start = 0; start < rows; start += RowsPerBlock)
            {
                V a = S.Zero, b = a;
                int end = Math.Min(rows, start + RowsPerBlock);
                for (int r = start; r < end; r++, x += step, g += step)
                {
                    V d = Load(g, lanes);
                    a = S.Add(a, d);
                    b = S.Fma(d, S.Sub(Load(x, lanes), m), b);
                }
                sum = S.Add(sum, a);
                products = S.Add(products, b);
            }
        }

        public static void Map(ref NormalizationJob job, int chunk)
        {
            int length = job.Inner == 1 ? job.Channels : job.Inner, rows = job.Inner == 1 ? job.Outer : job.Outer * job.Channels;
            int step = job.Inner == 1 ? 1 : 0, end = Math.Min(rows, (chunk + 1) * job._perChunk);
            for (int r = chunk * job._perChunk; r < end; r++)
            {
                int c = step == 1 ? 0 : r % job.Channels;
                T* x = (T*)job.X + (nint)r * length, y = (T*)job.Y + (nint)r * length;
                T* mean = (T*)job.Mean + c, p = (T*)job.P + c, shift = job.R == null ? null : (T*)job.R + c;
                if (job.Use == Uses.ScaleShift) Scale(x, mean, p, shift, step, y, length);
                else Input((T*)job.G + (nint)r * length, x, mean, p, (T*)job.Q + c, shift, step, y, length);
            }
        }

        private static void Scale(T* x, T* mean, T* scale, T* shift, int step, T* y, int n)
        {
            V m = S.Create(*mean), p = S.Create(*scale), r = shift == null ? S.Zero : S.Create(*shift);
            for (int i = 0; i < n; i += S.Count)
            {
                int lanes = Math.Min(S.Count, n - i);
                if (step == 1) (m, p, r) = (Load(mean + i, lanes), Load(scale + i, lanes), shift == null ? r : Load(shift + i, lanes));
                Store(y + i, S.Fma(S.Sub(Load(x + i, lanes), m), p, r), lanes);
            }
        }

        private static void Input(T* g, T* x, T* mean, T* p, T* q, T* r, int step, T* y, int n)
        {
            V vm = S.Create(*mean), vp = S.Create(*p), vq = S.Create(*q), vr = S.Create(*r);
            for (int i = 0; i < n; i += S.Count)
            {
                int lanes = Math.Min(S.Count, n - i);
                if (step == 1) (vm, vp, vq, vr) = (Load(mean + i, lanes), Load(p + i, lanes), Load(q + i, lanes), Load(r + i, lanes));
                Store(y + i, S.Fma(vp, Load(g + i, lanes), S.Fma(vq, S.Sub(Load(x + i, lanes), vm), vr)), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Load(T* p, int lanes) => lanes == S.Count ? S.Load(p) : S.LoadPart(p, lanes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* p, V v, int lanes)
        {
            if (lanes == S.Count) S.Store(p, v); else S.StorePart(p, v, lanes);
        }
    }
}
