using System.Numerics;

namespace Ganglion;

/// <summary>
/// Cholesky or LU factors in place, block by block: a panel by itself, then the rest of the matrix by a matrix product. Small matrices of a batch
/// are shared out whole; large ones come one after another, each on all threads.
/// </summary>
internal unsafe struct FactorJob : ISimdJob
{
    private const int Panel = 64, Strip = 256, Whole = 128;

    public void* A;
    public int* Rows;                                           // of LU; null asks for Cholesky
    public int* Failed;                                         // of Cholesky: by matrix, -1 or the row
    public int Batch, N;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (N <= Whole && Batch > 1) Workers.For(Batch, ref this, &On<S, V, T>.Matrix);
        else for (int s = 0; s < Batch; s++) On<S, V, T>.Matrix(ref this, s);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Matrix(ref FactorJob job, int s)
        {
            T* a = (T*)job.A + (nint)s * job.N * job.N;
            if (job.Rows == null) job.Failed[s] = Cholesky(a, job.N);
            else Lu(a, job.N, job.Rows + (nint)s * job.N);
        }

        private static int Cholesky(T* a, int n)
        {
            int failed = -1;
            for (int start = 0; start < n; start += Panel)
            {
                int end = Math.Min(start + Panel, n);
                for (int i = start; i < n; i++)
                {
                    T* row = a + (nint)i * n + start;
                    for (int j = start; j <= Math.Min(i, end - 1); j++)
                    {
                        T sum = row[j - start] - RowMath<S, V, T>.Dot(row, a + (nint)j * n + start, j - start);
                        if (i == j && !(sum > T.Zero) && failed < 0) failed = i;
                        row[j - start] = i == j ? T.Sqrt(sum) : sum / a[(nint)j * n + j];
                    }
                }
                for (int j = end; j < n; j += Strip)
                    RowMath<S, V, T>.SubtractProduct(a + (nint)j * n + j, n, a + (nint)j * n + start, n, false, a + (nint)j * n + start, n, true,
                        n - j, Math.Min(Strip, n - j), end - start);
            }
            for (int i = 0; i < n; i++) new Span<T>(a + (nint)i * n + i + 1, n - i - 1).Clear();
            return failed;
        }

        private static void Lu(T* a, int n, int* rows)
        {
            for (int i = 0; i < n; i++) rows[i] = i;
            for (int start = 0; start < n; start += Panel)
            {
                int end = Math.Min(start + Panel, n);
                for (int k = start; k < end; k++)
                {
                    int p = k;
                    for (int i = k + 1; i < n; i++) if (T.Abs(a[(nint)i * n + k]) > T.Abs(a[(nint)p * n + k])) p = i;
                    T* pivot = a + (nint)k * n;
                    if (p != k)
                    {
                        RowMath<S, V, T>.Swap(pivot, a + (nint)p * n, n);
                        (rows[k], rows[p]) = (rows[p], rows[k]);
                    }
                    if (pivot[k] == T.Zero) continue;
                    for (int i = k + 1; i < n; i++)
                    {
                        T* row = a + (nint)i * n;
                        T f = row[k] /= pivot[k];
                        RowMath<S, V, T>.AddScaled(row + k + 1, pivot + k + 1, -f, end - k - 1);
                    }
                }
                if (end == n) break;
                for (int i = start + 1; i < end; i++)
                    for (int j = start; j < i; j++) RowMath<S, V, T>.AddScaled(a + (nint)i * n + end, a + (nint)j * n + end, -a[(nint)i * n + j],
                        n - end);
                RowMath<S, V, T>.SubtractProduct(a + (nint)end * n + end, n, a + (nint)end * n + start, n, false, a + (nint)start * n + end, n,
                    false, n - end,
                    n - end, end - start);
            }
        }
    }
}
