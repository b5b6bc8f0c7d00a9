using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Softmax of each row, its logarithm, or with labels the cross-entropy beside it.</summary>
internal unsafe struct SoftmaxJob : ISimdJob
{
    private const int ElementsPerChunk = 8 * 1024;

    public void* X, Y, Losses;
    public int* Labels;
    public int Rows, N;
    public bool Log;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _perChunk = Math.Max(1, ElementsPerChunk / N);
        Workers.For((Rows + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref SoftmaxJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Rows), n = job.N;
            if (n <= S.Count)
            {
                for (int r = chunk * job._perChunk; r < end; r++) ShortRow(ref job, r, n);
                return;
            }
            for (int r = chunk * job._perChunk; r < end; r++)
            {
                T* x = (T*)job.X + (nint)r * n, y = (T*)job.Y + (nint)r * n;
                T max = Largest(x, n), sum = Exponentials(x, y, max, n);
                if (job.Log) Shift(x, y, max, T.CreateTruncating(Math.Log(double.CreateTruncating(sum))), n);
                else Scale(y, T.One / sum, n);
                if (job.Labels != null) ((T*)job.Losses)[r] = T.CreateTruncating(Math.Log(double.CreateTruncating(sum))) + (max - x[job.Labels[r]]);
            }
        }

        // A row that fits a register.
        private static void ShortRow(ref SoftmaxJob job, int r, int n)
        {
            T* row = (T*)job.X + (nint)r * n, y = (T*)job.Y + (nint)r * n;
            V mask = S.FirstLanes(n), x = S.LoadPart(row, n);
            T max = S.Largest(S.Select(mask, x, S.Create(T.NegativeInfinity)));
            if (T.IsNegativeInfinity(max)) max = T.Zero;
            V shifted = S.Sub(x, S.Create(max)), e = S.And(mask, VectorMath<S, V, T>.ExpNegative(shifted));
            T sum = S.Sum(e);
            S.StorePart(y, job.Log ? S.Sub(shifted, S.Create(T.Log(sum))) : S.Mul(e, S.Create(T.One / sum)), n);
            if (job.Labels != null) ((T*)job.Losses)[r] = T.Log(sum) + (max - row[job.Labels[r]]);
        }

        private static T Largest(T* x, int n)
        {
            V low = S.Create(T.NegativeInfinity), a = low, b = low;
            int i = 0;
            for (; i <= n - 2 * S.Count; i += 2 * S.Count)
            {
                a = S.MaxFast(S.Load(x + i), a);
                b = S.MaxFast(S.Load(x + i + S.Count), b);
            }
            for (; i < n; i += S.Count)
            {
                int rest = Math.Min(n - i, S.Count);
                a = S.MaxFast(S.Select(S.FirstLanes(rest), S.LoadPart(x + i, rest), low), a);
            }
            T max = S.Largest(S.MaxFast(a, b));
            return T.IsNegativeInfinity(max) ? T.Zero : max;
        }

        private static T Exponentials(T* x, T* y, T max, int n)
        {
            V top = S.Create(max), sum = S.Zero;
            int i = 0;
            for (; i <= n - S.Count; i += S.Count)
            {
                V e = VectorMath<S, V, T>.ExpNegative(S.Sub(S.Load(x + i), top));
                S.Store(y + i, e);
                sum = S.Add(sum, e);
            }
            if (i < n)
            {
                V e = S.And(S.FirstLanes(n - i), VectorMath<S, V, T>.ExpNegative(S.Sub(S.LoadPart(x + i, n - i), top)));
                S.StorePart(y + i, e, n - i);
                sum = S.Add(sum, e);
            }
            return S.Sum(sum);
        }

        private static void Scale(T* y, T factor, int n)
        {
            V f = S.Create(factor);
            int i = 0;
            for (; i <= n - S.Count; i += S.Count) S.Store(y + i, S.Mul(S.Load(y + i), f));
            if (i < n) S.StorePart(y + i, S.Mul(S.LoadPart(y + i, n - i), f), n - i);
        }

        private static void Shift(T* x, T* y, T max, T logSum, int n)
        {
            V top = S.Create(max), log = S.Create(logSum);
            int i = 0;
            for (; i <= n - S.Count; i += S.Count) S.Store(y + i, S.Sub(S.Sub(S.Load(x + i), top), log));
            if (i < n) S.StorePart(y + i, S.Sub(S.Sub(S.LoadPart(x + i, n - i), top), log), n - i);
        }
    }
}
