using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Reduces [outer, n, inner] over n. Each outer index is cut along n into blocks of a fixed number of elements; the blocks' results, in
/// double precision, are combined in order.
/// </summary>
internal unsafe struct ReduceJob : ISimdJob
{
    private const int ElementsPerBlock = 4 * 1024, ElementsPerChunk = 16 * 1024;

    public void* X, Y;
    public ReduceKind Kind;
    public int Outer, N, Inner;

    private int _length, _blocks, _perChunk;
    private double _start;
    private double* _partial;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (Kind)
        {
            case ReduceKind.Sum: Run<S, V, T, ElementOps.Add>(0); break;
            case ReduceKind.Prod: Run<S, V, T, ElementOps.Mul>(1); break;
            case ReduceKind.Max: Run<S, V, T, ElementOps.Max>(double.NegativeInfinity); break;
            default: Run<S, V, T, ElementOps.Min>(double.PositiveInfinity); break;
        }
    }

    private void Run<S, V, T, TOp>(double start)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> where TOp : struct, IElementOp
    {
        _start = start;
        _length = Inner == 1 ? ElementsPerBlock : Math.Clamp(ElementsPerChunk / Inner, 64, 512);
        _blocks = Math.Max(1, (N + _length - 1) / _length);
        _perChunk = Math.Max(1, (int)Math.Min(ElementsPerChunk / ((long)Math.Min(_length, Math.Max(N, 1)) * Inner), int.MaxValue));
        int tasks = Outer * _blocks;
        if (_blocks == 1)
        {
            Workers.For((tasks + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk<TOp>);
            return;
        }
        var partial = System.Buffers.ArrayPool<double>.Shared.Rent(tasks * Inner);
        fixed (double* p = partial)
        {
            _partial = p;
            Workers.For((tasks + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk<TOp>);
            for (int o = 0; o < Outer; o++)
                for (int i = 0; i < Inner; i++)
                {
                    double r = start;
                    for (int b = 0; b < _blocks; b++) r = Scalar.Combine<TOp>(r, p[(o * _blocks + b) * (nint)Inner + i]);
                    ((T*)Y)[(nint)o * Inner + i] = T.CreateTruncating(r);
                }
        }
        System.Buffers.ArrayPool<double>.Shared.Return(partial);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk<TOp>(ref ReduceJob job, int chunk) where TOp : struct, IElementOp
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Outer * job._blocks);
            for (int i = chunk * job._perChunk; i < end; i++)
            {
                int outer = i / job._blocks, first = i % job._blocks * job._length, n = Math.Min(job._length, job.N - first);
                T* x = (T*)job.X + ((nint)outer * job.N + first) * job.Inner, y = (T*)job.Y + (nint)outer * job.Inner;
                double* partial = job._blocks == 1 ? null : job._partial + (nint)i * job.Inner;
                if (job.Inner > 1) Columns<TOp>(x, n, job.Inner, job._start, y, partial);
                else
                {
                    T r = Row<TOp>(x, n, job._start);
                    if (partial == null) *y = r; else *partial = double.CreateTruncating(r);
                }
            }
        }

        public static T Row<TOp>(T* x, int n, double start) where TOp : struct, IElementOp
        {
            V neutral = VectorMath<S, V, T>.C(start), a = neutral, b = neutral, c = neutral, d = neutral;
            int i = 0;
            for (; i <= n - 4 * S.Count; i += 4 * S.Count)
            {
                a = TOp.Apply<S, V, T>(a, S.Load(x + i), a);
                b = TOp.Apply<S, V, T>(b, S.Load(x + i + S.Count), b);
                c = TOp.Apply<S, V, T>(c, S.Load(x + i + 2 * S.Count), c);
                d = TOp.Apply<S, V, T>(d, S.Load(x + i + 3 * S.Count), d);
            }
            for (; i <= n - S.Count; i += S.Count) a = TOp.Apply<S, V, T>(a, S.Load(x + i), a);
            if (i < n) b = TOp.Apply<S, V, T>(b, S.Select(S.FirstLanes(n - i), S.LoadPart(x + i, n - i), neutral), b);
            a = TOp.Apply<S, V, T>(TOp.Apply<S, V, T>(a, b, a), TOp.Apply<S, V, T>(c, d, c), a);
            if (typeof(TOp) == typeof(ElementOps.Add)) return S.Sum(a);
            T* lanes = stackalloc T[S.Count];
            S.Store(lanes, a);
            double r = start;
            for (int l = 0; l < S.Count; l++) r = Scalar.Combine<TOp>(r, double.CreateTruncating(lanes[l]));
            return T.CreateTruncating(r);
        }

        // Down the rows, a few vectors of columns at a time.
        public static void Columns<TOp>(T* x, int n, int inner, double start, T* y, double* partial) where TOp : struct, IElementOp
        {
            V neutral = VectorMath<S, V, T>.C(start);
            if (inner >= 8 * S.Count)
            {
                LongRows<TOp>(x, n, inner, start, y, partial);
                return;
            }
            int i = 0;
            for (; i < inner; i += S.Count)
            {
                int lanes = Math.Min(S.Count, inner - i), j = 0;
                V a = neutral, b = neutral, c = neutral, d = neutral;
                T* p = x + i;
                if (lanes == S.Count)
                    for (; j <= n - 4; j += 4, p += 4 * (nint)inner)
                    {
                        a = TOp.Apply<S, V, T>(a, S.Load(p), a);
                        b = TOp.Apply<S, V, T>(b, S.Load(p + inner), b);
                        c = TOp.Apply<S, V, T>(c, S.Load(p + 2 * (nint)inner), c);
                        d = TOp.Apply<S, V, T>(d, S.Load(p + 3 * (nint)inner), d);
                    }
                else
                    for (; j <= n - 4; j += 4, p += 4 * (nint)inner)
                    {
                        a = TOp.Apply<S, V, T>(a, S.LoadPart(p, lanes), a);
                        b = TOp.Apply<S, V, T>(b, S.LoadPart(p + inner, lanes), b);
                        c = TOp.Apply<S, V, T>(c, S.LoadPart(p + 2 * (nint)inner, lanes), c);
                        d = TOp.Apply<S, V, T>(d, S.LoadPart(p + 3 * (nint)inner, lanes), d);
                    }
                for (; j < n; j++, p += inner) a = TOp.Apply<S, V, T>(a, S.LoadPart(p, lanes), a);
                Keep(TOp.Apply<S, V, T>(TOp.Apply<S, V, T>(a, b, a), TOp.Apply<S, V, T>(c, d, c), a), i, lanes, y, partial);
            }
        }

        // Long rows go into a row of results, four at a time.
        private static void LongRows<TOp>(T* x, int n, int inner, double start, T* y, double* partial) where TOp : struct, IElementOp
        {
            T* sums = partial == null ? y : (T*)Scratch.Get(inner * sizeof(T));
            new Span<T>(sums, inner).Fill(T.CreateTruncating(start));
            int r = 0;
            for (; r <= n - 4; r += 4, x += 4 * (nint)inner)
                for (int i = 0; i < inner; i += S.Count)
                {
                    int lanes = Math.Min(S.Count, inner - i);
                    T* p = x + i, q = p + 2 * (nint)inner;
                    if (lanes == S.Count)
                    {
                        V a = TOp.Apply<S, V, T>(S.Load(p), S.Load(p + inner), default);
                        V b = TOp.Apply<S, V, T>(S.Load(q), S.Load(q + inner), default);
                        S.Store(sums + i, TOp.Apply<S, V, T>(S.Load(sums + i), TOp.Apply<S, V, T>(a, b, a), a));
                    }
                    else
                    {
                        V a = TOp.Apply<S, V, T>(S.LoadPart(p, lanes), S.LoadPart(p + inner, lanes),
                            default), b = TOp.Apply<S, V, T>(S.LoadPart(q, lanes), S.LoadPart(q + inner, lanes), default);
                        S.StorePart(sums + i, TOp.Apply<S, V, T>(S.LoadPart(sums + i, lanes), TOp.Apply<S, V, T>(a, b, a), a), lanes);
                    }
                }
            for (; r < n; r++, x += inner)
                for (int i = 0; i < inner; i += S.Count)
                {
                    int lanes = Math.Min(S.Count, inner - i);
                    S.StorePart(sums + i, TOp.Apply<S, V, T>(S.LoadPart(sums + i, lanes), S.LoadPart(x + i, lanes), default), lanes);
                }
            if (partial != null) for (int i = 0; i < inner; i++) partial[i] = double.CreateTruncating(sums[i]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Keep(V v, int at, int lanes, T* y, double* partial)
        {
            if (partial == null)
            {
                S.StorePart(y + at, v, lanes);
                return;
            }
            T* buffer = stackalloc T[S.Count];
            S.Store(buffer, v);
            for (int l = 0; l < lanes; l++) partial[at + l] = double.CreateTruncating(buffer[l]);
        }
    }
}
