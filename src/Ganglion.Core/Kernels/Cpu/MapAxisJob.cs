using System.Numerics;

namespace Ganglion;

/// <summary>A sparse matrix applied along the middle axis of [outer, n, inner]: each row of the result is a sum of scaled rows.</summary>
internal unsafe struct MapAxisJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public int* Pointers, Columns;
    public void* Values, X, Y;                                  // without values, all are 1
    public int Outer, N, Rows, Inner;

    private int _perChunk, _taps;                               // taps: of every row, or 0 if they differ

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        long work = (Pointers[Rows] / Rows + 1L) * Inner;
        int units = Inner == 1 ? Outer : Outer * Rows;
        if (Inner == 1)
        {
            work *= Rows;
            _taps = Pointers[Rows] / Rows;
            for (int r = 0; r < Rows && _taps > 0; r++) if (Pointers[r + 1] - Pointers[r] != _taps) _taps = 0;
        }
        _perChunk = (int)Math.Clamp(ElementsPerChunk / work, 1, units);
        if (Inner == 1) Workers.For((units + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Last);
        else Workers.For((units + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Along the last axis: a row of elements at a time.</summary>
        public static void Last(ref MapAxisJob job, int chunk)
        {
            int first = chunk * job._perChunk, end = Math.Min(first + job._perChunk, job.Outer), rows = job.Rows;
            int* pointers = job.Pointers, columns = job.Columns;
            T* values = (T*)job.Values, x = (T*)job.X + (nint)first * job.N, y = (T*)job.Y + (nint)first * rows;
            for (int o = first; o < end; o++, x += job.N, y += rows)
                if (job._taps == 1 && values == null)
                    for (int i = 0; i < rows; i++) y[i] = x[columns[i]];
                else if (job._taps == 2 && values != null)
                    for (int i = 0; i < rows; i++) y[i] = values[2 * i] * x[columns[2 * i]] + values[2 * i + 1] * x[columns[2 * i + 1]];
                else
                    for (int i = 0; i < rows; i++)
                    {
                        T sum = T.Zero;
                        int to = pointers[i + 1];
                        if (values == null) for (int e = pointers[i]; e < to; e++) sum += x[columns[e]];
                        else for (int e = pointers[i]; e < to; e++) sum += values[e] * x[columns[e]];
                        y[i] = sum;
                    }
        }

        public static void Chunk(ref MapAxisJob job, int chunk)
        {
            int first = chunk * job._perChunk, end = Math.Min(first + job._perChunk, job.Outer * job.Rows), inner = job.Inner;
            int* pointers = job.Pointers, columns = job.Columns;
            T* values = (T*)job.Values, y = (T*)job.Y + (nint)first * inner;
            for (int row = first; row < end; row++, y += inner)
            {
                int i = row % job.Rows, from = pointers[i], to = pointers[i + 1];
                T* x = (T*)job.X + (nint)(row / job.Rows) * job.N * inner;
                if (to - from == 1 && values == null) new ReadOnlySpan<T>(x + (nint)columns[from] * inner, inner).CopyTo(new(y, inner));
                else
                    for (int k = 0; k < inner; k += S.Count)
                    {
                        int lanes = Math.Min(S.Count, inner - k);
                        V sum = S.Zero;
                        for (int e = from; e < to; e++)
                        {
                            T* p = x + (nint)columns[e] * inner + k;
                            V v = lanes == S.Count ? S.Load(p) : S.LoadPart(p, lanes);
                            sum = values == null ? S.Add(sum, v) : S.Fma(S.Create(values[e]), v, sum);
                        }
                        if (lanes == S.Count) S.Store(y + k, sum);
                        else S.StorePart(y + k, sum, lanes);
                    }
            }
        }
    }
}
