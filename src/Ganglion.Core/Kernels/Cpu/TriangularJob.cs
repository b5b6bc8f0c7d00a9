using System.Numerics;
using System.Runtime.InteropServices;

namespace Ganglion;

/// <summary>
/// Triangular systems in place. Many right-hand sides go by blocks of rows, each block by itself and what follows by a matrix product; few go one
/// by one, as vectors, so that the matrix is always read along its rows.
/// </summary>
internal unsafe struct TriangularJob : ISimdJob
{
    private const int Block = 64, Few = 8, Whole = 128;

    public void* A, X;                                          // X holds b on entry
    public nint StrideA;
    public int Batch, N, M;
    public bool Upper, Transpose, Unit;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (N <= Whole && Batch > 1) Workers.For(Batch, ref this, &On<S, V, T>.Matrix);
        else for (int s = 0; s < Batch; s++) On<S, V, T>.Matrix(ref this, s);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Matrix(ref TriangularJob job, int s)
        {
            int n = job.N, m = job.M;
            T* a = (T*)job.A + s * job.StrideA, x = (T*)job.X + (nint)s * n * m;
            if (m >= Few) Rows(ref job, a, x);
            else
            {
                T* column = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(n, 1) * (nuint)sizeof(T), 64);
                for (int c = 0; c < m; c++)
                {
                    for (int i = 0; i < n; i++) column[i] = x[(nint)i * m + c];
                    Vector(ref job, a, column);
                    for (int i = 0; i < n; i++) x[(nint)i * m + c] = column[i];
                }
                NativeMemory.AlignedFree(column);
            }
        }

        private static void Vector(ref TriangularJob job, T* a, T* x)
        {
            int n = job.N;
            for (int step = 0; step < n; step++)
            {
                int i = job.Upper == job.Transpose ? step : n - 1 - step;
                T* row = a + (nint)i * n;
                int from = job.Upper ? i + 1 : 0, count = job.Upper ? n - 1 - i : i;      // the row's part of the triangle
                if (!job.Transpose) x[i] -= RowMath<S, V, T>.Dot(row + from, x + from, count);
                if (!job.Unit) x[i] /= row[i];
                if (job.Transpose) RowMath<S, V, T>.AddScaled(x + from, row + from, -x[i], count);
            }
        }

        private static void Rows(ref TriangularJob job, T* a, T* x)
        {
            int n = job.N, m = job.M, blocks = (n + Block - 1) / Block;
            bool forward = job.Upper == job.Transpose;
            nint rs = job.Transpose ? 1 : n, cs = job.Transpose ? n : 1;
            for (int b = 0; b < blocks; b++)
            {
                int start = (forward ? b : blocks - 1 - b) * Block, end = Math.Min(start + Block, n);
                for (int step = 0; step < end - start; step++)
                {
                    int i = forward ? start + step : end - 1 - step;
                    T* row = x + (nint)i * m;
                    for (int j = forward ? start : i + 1; j < (forward ? i : end); j++)
                        RowMath<S, V, T>.AddScaled(row, x + (nint)j * m, -a[i * rs + j * cs], m);
                    if (!job.Unit) { T pivot = a[(nint)i * (n + 1)]; for (int c = 0; c < m; c++) row[c] /= pivot; }
                }
                int first = forward ? end : 0, rest = forward ? n - end : start;
                RowMath<S, V, T>.SubtractProduct(x + (nint)first * m, m, a + first * rs + start * cs, n, job.Transpose, x + (nint)start * m, m, false,
                    rest, m, end - start);
            }
        }
    }
}
