using System.Numerics;

namespace Ganglion;

/// <summary>
/// A symmetric matrix made tridiagonal by reflections from both sides, and their product, whose columns are stored as rows. Each step reads
/// the rest of the matrix twice; rows are shared out.
/// </summary>
internal unsafe struct SymmetricJob : ISimdJob
{
    private const int RowsPerChunk = 32, Alone = 96;

    public double* A, Q, Diagonal, Beside, Tau, P;              // A [n, n] whole, Q [n, n]; P [n] is working memory
    public int N;

    private int _step;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < N - 1; k++)
        {
            _step = k;
            T* v = (T*)(A + (nint)k * N + k + 1), p = (T*)(P + k + 1);
            int n = N - k - 1;
            Tau[k] = double.CreateTruncating(RowMath<S, V, T>.Reflect(v, n));
            (Diagonal[k], Beside[k]) = (A[(nint)k * N + k], double.CreateTruncating(v[0]));
            v[0] = T.One;
            if (Tau[k] == 0) continue;
            Share(n, &On<S, V, T>.Multiply);
            T tau = T.CreateTruncating(Tau[k]);
            RowMath<S, V, T>.AddScaled(p, v, -tau * RowMath<S, V, T>.Dot(p, v, n) / T.CreateTruncating(2), n);
            Share(n, &On<S, V, T>.Update);
        }
        if (N > 0) Diagonal[N - 1] = A[(nint)N * N - 1];
        var form = new ReflectionJob { W = A, Tau = Tau, Q = Q, Count = N - 1, Columns = N, Length = N, Offset = 1 };
        form.Run<S, V, T>();
    }

    private void Share(int rows, delegate*<ref SymmetricJob, int, void> body)
    {
        int chunks = (rows + RowsPerChunk - 1) / RowsPerChunk;
        if (rows > Alone) Workers.For(chunks, ref this, body);
        else for (int i = 0; i < chunks; i++) body(ref this, i);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Multiply(ref SymmetricJob job, int chunk)
        {
            int k = job._step + 1, from = k + chunk * RowsPerChunk, to = Math.Min(from + RowsPerChunk, job.N);
            T* v = (T*)(job.A + (nint)(k - 1) * job.N + k);
            T tau = T.CreateTruncating(job.Tau[k - 1]);
            for (int i = from; i < to; i++) ((T*)job.P)[i] = tau * RowMath<S, V, T>.Dot((T*)(job.A + (nint)i * job.N + k), v, job.N - k);
        }

        public static void Update(ref SymmetricJob job, int chunk)
        {
            int k = job._step + 1, from = k + chunk * RowsPerChunk, to = Math.Min(from + RowsPerChunk, job.N);
            T* v = (T*)(job.A + (nint)(k - 1) * job.N + k), p = (T*)(job.P + k);
            for (int i = from; i < to; i++)
                RowMath<S, V, T>.AddScaled((T*)(job.A + (nint)i * job.N + k), v, -p[i - k], p, -v[i - k], job.N - k);
        }
    }
}
