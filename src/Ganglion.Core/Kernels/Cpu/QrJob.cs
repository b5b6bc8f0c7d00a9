using System.Numerics;

namespace Ganglion;

/// <summary>
/// Q and R by reflections, on the transpose of the matrix: its columns are then rows in memory. A panel of columns is made, then its reflections
/// go over the columns that follow, shared out among the threads. Small matrices of a batch are shared out whole.
/// </summary>
internal unsafe struct QrJob : ISimdJob
{
    private const int Panel = 32, ColumnsPerChunk = 4, Whole = 64 * 64;

    public void* A, Q, R;                                       // [batch, m, n], [batch, m, n], [batch, n, n]
    public void* W, Tau, Columns;                               // working memory [batch, n, m], [batch, n], [batch, n, m]
    public int Batch, M, N;

    private int _start, _end;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((long)M * N <= Whole && Batch > 1) Workers.For(Batch, ref this, &On<S, V, T>.Matrix);
        else for (int s = 0; s < Batch; s++) On<S, V, T>.Matrix(ref this, s);
    }

    private void Factor<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (_start = 0; _start < N; _start = _end)
        {
            _end = Math.Min(_start + Panel, N);
            for (int k = _start; k < _end; k++)
            {
                T* column = (T*)W + (nint)k * M;
                for (int j = _start; j < k; j++) RowMath<S, V, T>.Apply((T*)W + (nint)j * M + j, ((T*)Tau)[j], column + j, M - j);
                ((T*)Tau)[k] = RowMath<S, V, T>.Reflect(column + k, M - k);
            }
            Workers.For((N - _end + ColumnsPerChunk - 1) / ColumnsPerChunk, ref this, &On<S, V, T>.Follow);
        }
        var form = new ReflectionJob { W = W, Tau = Tau, Q = Columns, Count = N, Columns = N, Length = M };
        form.Run<S, V, T>();
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Matrix(ref QrJob job, int s)
        {
            int m = job.M, n = job.N;
            T* a = (T*)job.A + (nint)s * m * n, w = (T*)job.W + (nint)s * m * n, q = (T*)job.Columns + (nint)s * m * n;
            for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) w[(nint)j * m + i] = a[(nint)i * n + j];
            var one = job;
            one.W = w;
            one.Tau = (T*)job.Tau + (nint)s * n;
            one.Columns = q;
            one.Factor<S, V, T>();

            T* toR = (T*)job.R + (nint)s * n * n, toQ = (T*)job.Q + (nint)s * m * n;
            for (int k = 0; k < n; k++)
            {
                bool turn = w[(nint)k * m + k] < T.Zero;            // a diagonal of zero or more makes the factors unique
                for (int j = 0; j < n; j++) toR[(nint)k * n + j] = j < k ? T.Zero : turn ? -w[(nint)j * m + k] : w[(nint)j * m + k];
                if (turn) RowMath<S, V, T>.Scale(q + (nint)k * m, -T.One, m);
            }
            for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) toQ[(nint)i * n + j] = q[(nint)j * m + i];
        }

        public static void Follow(ref QrJob job, int chunk)
        {
            int from = job._end + chunk * ColumnsPerChunk, to = Math.Min(from + ColumnsPerChunk, job.N);
            for (int k = job._start; k < job._end; k++)
                for (int j = from; j < to; j++)
                    RowMath<S, V, T>.Apply((T*)job.W + (nint)k * job.M + k, ((T*)job.Tau)[k], (T*)job.W + (nint)j * job.M + k, job.M - k);
        }
    }
}
