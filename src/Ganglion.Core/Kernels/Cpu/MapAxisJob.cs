using System.Numerics;

namespace Ganglion;

/// <summary>A sparse matrix applied along the middle axis of [outer, n, inner]: each row of the result is a sum of scaled rows.</summary>
internal unsafe struct MapAxisJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public int* Pointers, Columns;
    public void* Values, X, Y;                                  // without values, all are 1
    public int Outer, N, Rows, Inner;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = Outer * Rows;
        _perChunk = (int)Math.Clamp(ElementsPerChunk / ((Pointers[Rows] / Rows + 1L) * Inner), 1, rows);
        Workers.For((rows + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref MapAxisJob job, int chunk)
        {
            int first = chunk * job._perChunk, end = Math.Min(first + job._perChunk, job.Outer * job.Rows), inner = job.Inner;
            int* pointers = job.Pointers, columns = job.Columns;
            T* values = (T*)job.Values, y = (T*)job.Y + (nint)first * inner;
            for (int row = first; row < end; row++, y += inner)
            {
                int i = row % job.Rows, from = pointers[i], to = pointers[i + 1];
                T* x = (T*)job.X + (nint)(row / job.Rows) * job.N * inner;
                if (inner == 1)
                {
                    T sum = T.Zero;
                    for (int e = from; e < to; e++) sum += values == null ? x[columns[e]] : values[e] * x[columns[e]];
                    *y = sum;
                }
                else if (to - from == 1 && values == null) new ReadOnlySpan<T>(x + (nint)columns[from] * inner, inner).CopyTo(new(y, inner));
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
