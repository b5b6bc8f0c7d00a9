using System.Numerics;

namespace Ganglion;

/// <summary>
/// A square matrix made upper bidiagonal by reflections from the left and from the right, and both products, whose columns are stored as
/// rows. A step goes over the rest of the matrix twice: once for the left product, then, row by row, for everything else.
/// </summary>
internal unsafe struct BidiagonalJob : ISimdJob
{
    private const int RowsPerChunk = 32, ColumnsPerChunk = 128, Alone = 96;

    public double* A, Left, Diagonal, Beside, TauLeft, TauRight, Product;       // A, Left [n, n]; Product [n] is working memory
    public double* U, V;                                        // [n, n] each
    public int N;

    private int _step;

    public void Run<S, TV, T>() where S : struct, ISimd<TV, T> where TV : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < N; k++)
        {
            _step = k;
            int rest = N - k - 1;
            double* u = Left + (nint)k * N;
            for (int i = k; i < N; i++) u[i] = A[(nint)i * N + k];
            TauLeft[k] = double.CreateTruncating(RowMath<S, TV, T>.Reflect((T*)(u + k), N - k));
            Diagonal[k] = u[k];
            u[k] = 1;
            if (rest == 0) break;
            Share(rest, ColumnsPerChunk, &On<S, TV, T>.Multiply);
            T* v = (T*)(A + (nint)k * N + k + 1);
            RowMath<S, TV, T>.AddScaled(v, (T*)(Product + k + 1), -T.One, rest);
            TauRight[k] = double.CreateTruncating(RowMath<S, TV, T>.Reflect(v, rest));
            Beside[k] = double.CreateTruncating(v[0]);
            v[0] = T.One;
            Share(rest, RowsPerChunk, &On<S, TV, T>.Update);
        }
        var left = new ReflectionJob { W = Left, Tau = TauLeft, Q = U, Count = N, Columns = N, Length = N };
        left.Run<S, TV, T>();
        var right = new ReflectionJob { W = A, Tau = TauRight, Q = V, Count = N - 1, Columns = N, Length = N, Offset = 1 };
        right.Run<S, TV, T>();
    }

    private void Share(int size, int perChunk, delegate*<ref BidiagonalJob, int, void> body)
    {
        int chunks = (size + perChunk - 1) / perChunk;
        if (size > Alone) Workers.For(chunks, ref this, body);
        else for (int i = 0; i < chunks; i++) body(ref this, i);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, TV, T>
        where S : struct, ISimd<TV, T> where TV : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        // product = tau · uᵀA, for some columns
        public static void Multiply(ref BidiagonalJob job, int chunk)
        {
            int n = job.N, k = job._step, column = k + 1 + chunk * ColumnsPerChunk, count = Math.Min(ColumnsPerChunk, n - column);
            T* product = (T*)(job.Product + column);
            new Span<T>(product, count).Clear();
            double* u = job.Left + (nint)k * n;
            for (int i = k; i < n; i++)
                RowMath<S, TV, T>.AddScaled(product, (T*)(job.A + (nint)i * n + column), T.CreateTruncating(job.TauLeft[k] * u[i]), count);
        }

        // row -= u · product, then row -= tau · (row·v) · v, for some rows below the step's
        public static void Update(ref BidiagonalJob job, int chunk)
        {
            int n = job.N, k = job._step + 1, from = k + chunk * RowsPerChunk, to = Math.Min(from + RowsPerChunk, n);
            T* product = (T*)(job.Product + k), v = (T*)(job.A + (nint)(k - 1) * n + k);
            double* u = job.Left + (nint)(k - 1) * n;
            T tau = T.CreateTruncating(job.TauRight[k - 1]);
            for (int i = from; i < to; i++)
            {
                T* row = (T*)(job.A + (nint)i * n + k);
                RowMath<S, TV, T>.AddScaled(row, product, T.CreateTruncating(-u[i]), n - k);
                RowMath<S, TV, T>.AddScaled(row, v, -tau * RowMath<S, TV, T>.Dot(row, v, n - k), n - k);
            }
        }
    }
}
