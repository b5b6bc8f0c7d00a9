using System.Numerics;

namespace Ganglion;

/// <summary>
/// The first columns, stored as rows, of a product of reflections: column j of H₀·H₁·… is they, last to first, on unit vector j. Reflection k is 1
/// at place k + <see cref="Offset"/>, followed by row k of <see cref="W"/> from the next place on.
/// </summary>
internal unsafe struct ReflectionJob : ISimdJob
{
    private const int ColumnsPerChunk = 4;

    public void* W, Tau, Q;                                     // [count, length], [count], [columns, length]
    public int Count, Columns, Length, Offset;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
        Workers.For((Columns + ColumnsPerChunk - 1) / ColumnsPerChunk, ref this, &On<S, V, T>.Chunk);

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref ReflectionJob job, int chunk)
        {
            int m = job.Length, from = chunk * ColumnsPerChunk, to = Math.Min(from + ColumnsPerChunk, job.Columns);
            for (int j = from; j < to; j++)
            {
                T* q = (T*)job.Q + (nint)j * m;
                new Span<T>(q, m).Clear();
                q[j] = T.One;
            }
            for (int k = Math.Min(to - 1 - job.Offset, job.Count - 1); k >= 0; k--)
            {
                int at = k + job.Offset;
                for (int j = Math.Max(from, at); j < to; j++)
                    RowMath<S, V, T>.Apply((T*)job.W + (nint)k * m + at, ((T*)job.Tau)[k], (T*)job.Q + (nint)j * m + at, m - at);
            }
        }
    }
}
