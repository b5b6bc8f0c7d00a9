using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Rows of a sparse matrix against dense ones, for several heads at once, each with its own value at every entry: graph attention without a copy of
/// anything per head. A row has one owner, and its entries come in a fixed order.
/// </summary>
internal unsafe struct HeadsJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public int* RowPointers, Columns, Order;                    // entry e has the values of entry Order[e], if there is an order
    public void* Values, X, Y, A;                               // with A: Values[e, h] = ⟨A[row, h], X[column, h]⟩, else Y[row, h] = Σ Values[e, h] X[column, h]
    public int Rows, Heads, F;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        long elements = ((long)RowPointers[Rows] + Rows) * Heads * F;
        _perChunk = (int)Math.Clamp(Rows * (long)ElementsPerChunk / Math.Max(elements, 1), 1, Rows);
        int chunks = (Rows + _perChunk - 1) / _perChunk;
        if (A != null) Workers.For(chunks, ref this, &On<S, V, T>.Products);
        else Workers.For(chunks, ref this, &On<S, V, T>.Sums);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Sums(ref HeadsJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Rows), heads = job.Heads, f = job.F;
            nint width = (nint)heads * f;
            for (int r = chunk * job._perChunk; r < end; r++)
                for (int h = 0; h < heads; h++)
                {
                    T* values = (T*)job.Values + h, x = (T*)job.X + (nint)h * f, y = (T*)job.Y + r * width + (nint)h * f;
                    for (int j = 0; j < f; j += S.Count)
                    {
                        int lanes = Math.Min(S.Count, f - j);
                        V sum = Sum(job, job.RowPointers[r], job.RowPointers[r + 1], values, x + j, width, lanes);
                        if (lanes == S.Count) S.Store(y + j, sum); else S.StorePart(y + j, sum, lanes);
                    }
                }
        }

        // Entries in pairs, into two sums.
        private static V Sum(in HeadsJob job, int e, int end, T* values, T* x, nint width, int lanes)
        {
            V a = S.Zero, b = a;
            int* columns = job.Columns, order = job.Order;
            nint heads = job.Heads;
            for (; e < end; e++, (a, b) = (b, a))
            {
                T* p = x + columns[e] * width;
                a = S.Fma(S.Create(values[(order == null ? e : order[e]) * heads]), lanes == S.Count ? S.Load(p) : S.LoadPart(p, lanes), a);
            }
            return S.Add(a, b);
        }

        public static void Products(ref HeadsJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Rows), heads = job.Heads, f = job.F;
            nint width = (nint)heads * f;
            for (int r = chunk * job._perChunk; r < end; r++)
            {
                T* a = (T*)job.A + r * width;
                for (int e = job.RowPointers[r]; e < job.RowPointers[r + 1]; e++)
                {
                    T* b = (T*)job.X + job.Columns[e] * width, to = (T*)job.Values + (nint)(job.Order == null ? e : job.Order[e]) * heads;
                    for (int h = 0; h < heads; h++)
                        to[h] = f > S.Count ? VectorMatrixJob.On<S, V, T>.Dot(a + h * f, b + h * f, f)
                            : S.Sum(S.Mul(S.LoadPart(a + h * f, f), S.LoadPart(b + h * f, f)));
                }
            }
        }
    }
}

/// <summary>Softmax down the rows of each segment, column by column, and its derivative.</summary>
internal unsafe struct SegmentSoftmaxJob : ISimdJob
{
    private const int ElementsPerChunk = 8 * 1024;

    public int* Pointers;
    public void* X, G, Y;                                       // with G: Y = X · (G - Σ G·X), where X is the softmax
    public int Segments, F;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _perChunk = (int)Math.Clamp(Segments * (long)ElementsPerChunk / Math.Max(1, (long)F * (Pointers[Segments] + Segments)), 1, Segments);
        Workers.For((Segments + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref SegmentSoftmaxJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Segments), f = job.F;
            for (int s = chunk * job._perChunk; s < end; s++)
            {
                int first = job.Pointers[s], n = job.Pointers[s + 1] - first;
                if (n == 0) continue;
                for (int j = 0; j < f; j += S.Count)
                {
                    nint at = (nint)first * f + j;
                    int lanes = Math.Min(S.Count, f - j);
                    if (job.G == null) Forward((T*)job.X + at, (T*)job.Y + at, n, f, lanes);
                    else Backward((T*)job.X + at, (T*)job.G + at, (T*)job.Y + at, n, f, lanes);
                }
            }
        }

        private static void Forward(T* x, T* y, int n, int f, int lanes)
        {
            V most = Load(x, lanes), sum = S.Zero;
            for (int i = 1; i < n; i++) most = S.Max(most, Load(x + (nint)i * f, lanes));
            for (int i = 0; i < n; i++)
            {
                V e = VectorMath<S, V, T>.Exp(S.Sub(Load(x + (nint)i * f, lanes), most));
                sum = S.Add(sum, e);
                Store(y + (nint)i * f, e, lanes);
            }
            V scale = S.Div(S.Create(T.One), sum);
            for (int i = 0; i < n; i++) Store(y + (nint)i * f, S.Mul(Load(y + (nint)i * f, lanes), scale), lanes);
        }

        private static void Backward(T* y, T* g, T* dx, int n, int f, int lanes)
        {
            V sum = S.Zero;
            for (int i = 0; i < n; i++) sum = S.Fma(Load(y + (nint)i * f, lanes), Load(g + (nint)i * f, lanes), sum);
            for (int i = 0; i < n; i++)
                Store(dx + (nint)i * f, S.Mul(Load(y + (nint)i * f, lanes), S.Sub(Load(g + (nint)i * f, lanes), sum)), lanes);
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
