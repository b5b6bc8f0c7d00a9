using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Rows of a sparse matrix against a dense one. A row has one owner; chunks of rows hold about equal numbers of non-zeros. Edges of a row go
/// in pairs into two sums, in an order that depends on the row alone.
/// </summary>
internal unsafe struct SparseJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public int* RowPointers, Columns;                           // without columns, entry e is row e of x
    public void* Values, X, Y, A;                               // with A: Y[e] = ⟨A[row], X[column]⟩
    public void* C;                                             // Y = α A·X + β C
    public double Alpha, Beta;
    public int Rows, F;

    private int _weightPerChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        long weight = (long)RowPointers[Rows] - RowPointers[0] + Rows;
        _weightPerChunk = Math.Max(64, ElementsPerChunk / Math.Max(F, 1));
        int chunks = (int)((weight + _weightPerChunk - 1) / _weightPerChunk);
        if (A != null) Workers.For(chunks, ref this, &On<S, V, T>.Products);
        else if (Values != null) Workers.For(chunks, ref this, &On<S, V, T>.Sums<N1>);
        else Workers.For(chunks, ref this, &On<S, V, T>.Sums<N2>);
    }

    // The first row whose entries, with one more for each row, begin at or after this chunk's share.
    private readonly int FirstRow(int chunk)
    {
        long share = (long)chunk * _weightPerChunk;
        int low = 0, high = Rows;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if ((long)RowPointers[middle] - RowPointers[0] + middle >= share) high = middle; else low = middle + 1;
        }
        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* At<T>(int* columns, int e, T* x, nint f) where T : unmanaged => x + (columns == null ? e : columns[e]) * f;

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        // W is N1 where there are values.
        public static void Sums<W>(ref SparseJob job, int chunk) where W : struct, ICount
        {
            int end = job.FirstRow(chunk + 1), f = job.F;
            bool scaled = job.Alpha != 1 || job.C != null;
            for (int r = job.FirstRow(chunk); r < end; r++)
            {
                int e = job.RowPointers[r], n = job.RowPointers[r + 1] - e, j = 0;
                int* columns = job.Columns == null ? null : job.Columns + e;
                T* values = (T*)job.Values + (W.N == 1 ? e : 0), x = (T*)job.X + (columns == null ? (nint)e * f : 0), y = (T*)job.Y + (nint)r * f;
                for (; j <= f - 4 * S.Count; j += 4 * S.Count) Wide<W>(columns, values, n, x + j, f, y + j);
                for (; j <= f - S.Count; j += S.Count) S.Store(y + j, Narrow<W>(columns, values, n, x + j, f));
                if (j < f) S.StorePart(y + j, Partial<W>(columns, values, n, x + j, f, f - j), f - j);
                if (scaled) Scale(y, job.C == null ? null : (T*)job.C + (nint)r * f, job.Alpha, job.Beta, f);
            }
        }

        // While the row is in the nearest cache.
        private static void Scale(T* y, T* c, double alpha, double beta, int f)
        {
            V a = VectorMath<S, V, T>.C(alpha), b = VectorMath<S, V, T>.C(beta);
            for (int j = 0; j < f; j += S.Count)
            {
                int lanes = Math.Min(S.Count, f - j);
                V v = S.Mul(a, S.LoadPart(y + j, lanes));
                S.StorePart(y + j, c == null ? v : S.Fma(b, S.LoadPart(c + j, lanes), v), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Add<W>(T* values, int e, V x, V sum) where W : struct, ICount =>
            W.N == 1 ? S.Fma(S.Create(values[e]), x, sum) : S.Add(sum, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Wide<W>(int* columns, T* values, int n, T* x, nint f, T* y) where W : struct, ICount
        {
            V a = S.Zero, b = a, c = a, d = a, a1 = a, b1 = a, c1 = a, d1 = a;
            int e = 0;
            for (; e <= n - 2; e += 2)
            {
                T* p = At(columns, e, x, f), q = At(columns, e + 1, x, f);
                a = Add<W>(values, e, S.Load(p), a);
                b = Add<W>(values, e, S.Load(p + S.Count), b);
                c = Add<W>(values, e, S.Load(p + 2 * S.Count), c);
                d = Add<W>(values, e, S.Load(p + 3 * S.Count), d);
                a1 = Add<W>(values, e + 1, S.Load(q), a1);
                b1 = Add<W>(values, e + 1, S.Load(q + S.Count), b1);
                c1 = Add<W>(values, e + 1, S.Load(q + 2 * S.Count), c1);
                d1 = Add<W>(values, e + 1, S.Load(q + 3 * S.Count), d1);
            }
            if (e < n)
            {
                T* p = At(columns, e, x, f);
                a = Add<W>(values, e, S.Load(p), a);
                b = Add<W>(values, e, S.Load(p + S.Count), b);
                c = Add<W>(values, e, S.Load(p + 2 * S.Count), c);
                d = Add<W>(values, e, S.Load(p + 3 * S.Count), d);
            }
            S.Store(y, S.Add(a, a1));
            S.Store(y + S.Count, S.Add(b, b1));
            S.Store(y + 2 * S.Count, S.Add(c, c1));
            S.Store(y + 3 * S.Count, S.Add(d, d1));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Narrow<W>(int* columns, T* values, int n, T* x, nint f) where W : struct, ICount
        {
            V a = S.Zero, b = a;
            int e = 0;
            for (; e <= n - 2; e += 2)
            {
                a = Add<W>(values, e, S.Load(At(columns, e, x, f)), a);
                b = Add<W>(values, e + 1, S.Load(At(columns, e + 1, x, f)), b);
            }
            if (e < n) a = Add<W>(values, e, S.Load(At(columns, e, x, f)), a);
            return S.Add(a, b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Partial<W>(int* columns, T* values, int n, T* x, nint f, int lanes) where W : struct, ICount
        {
            V a = S.Zero, b = a;
            int e = 0;
            for (; e <= n - 2; e += 2)
            {
                a = Add<W>(values, e, S.LoadPart(At(columns, e, x, f), lanes), a);
                b = Add<W>(values, e + 1, S.LoadPart(At(columns, e + 1, x, f), lanes), b);
            }
            if (e < n) a = Add<W>(values, e, S.LoadPart(At(columns, e, x, f), lanes), a);
            return S.Add(a, b);
        }

        public static void Products(ref SparseJob job, int chunk)
        {
            int end = job.FirstRow(chunk + 1), f = job.F;
            for (int r = job.FirstRow(chunk); r < end; r++)
            {
                T* a = (T*)job.A + (nint)r * f;
                for (int e = job.RowPointers[r]; e < job.RowPointers[r + 1]; e++)
                {
                    T* b = (T*)job.X + (nint)job.Columns[e] * f;
                    ((T*)job.Y)[e] = f > S.Count ? VectorMatrixJob.On<S, V, T>.Dot(a, b, f) : S.Sum(S.Mul(S.LoadPart(a, f), S.LoadPart(b, f)));
                }
            }
        }
    }
}
