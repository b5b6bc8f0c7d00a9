using System.Numerics;

namespace Ganglion;

/// <summary>
/// y[i] = x[i] · op(B[i]) + bias for a batch of vectors: limited by reading B once, in order. As stored, eight rows of B go into y at a time;
/// transposed, each element of y is a dot product, four at a time.
/// </summary>
internal unsafe struct VectorMatrixJob : ISimdJob
{
    private const int WorkPerChunk = 64 * 1024;

    public void* X, B, Y, Bias;
    public bool Transpose, ScalarBias;
    public nint StrideX, StrideB;
    public int Batch, N, K;

    private int _columns, _blocks;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _columns = (Math.Clamp(WorkPerChunk / Math.Max(K, 1), 4 * S.Count, Math.Max(N, 4 * S.Count)) + 15) / 16 * 16;
        _blocks = (N + _columns - 1) / _columns;
        Workers.For(Batch * _blocks, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref VectorMatrixJob job, int chunk)
        {
            int i = chunk / job._blocks, column = chunk % job._blocks * job._columns, n = Math.Min(job._columns, job.N - column);
            T* x = (T*)job.X + i * job.StrideX, b = (T*)job.B + i * job.StrideB, y = (T*)job.Y + (nint)i * job.N + column;
            if (job.Transpose) Dots(x, b + (nint)column * job.K, y, n, job.K);
            else Rows(x, b + column, job.N, y, n, job.K);
            if (job.Bias == null) return;
            T* bias = (T*)job.Bias;
            for (int j = 0; j < n; j++) y[j] += job.ScalarBias ? *bias : bias[column + j];
        }

        private static void Rows(T* x, T* b, nint ld, T* y, int n, int k)
        {
            new Span<T>(y, n).Clear();
            int l = 0;
            for (; l <= k - 8; l += 8, x += 8, b += 8 * ld)
            {
                V x0 = S.Create(x[0]), x1 = S.Create(x[1]), x2 = S.Create(x[2]), x3 = S.Create(x[3]);
                V x4 = S.Create(x[4]), x5 = S.Create(x[5]), x6 = S.Create(x[6]), x7 = S.Create(x[7]);
                T* b4 = b + 4 * ld;
                int j = 0;
                for (; j <= n - S.Count; j += S.Count)
                {
                    T* p = b + j, q = b4 + j;
                    V first = S.Fma(x3, S.Load(p + 3 * ld),
                        S.Fma(x2, S.Load(p + 2 * ld), S.Fma(x1, S.Load(p + ld), S.Fma(x0, S.Load(p), S.Load(y + j)))));
                    V second = S.Fma(x7, S.Load(q + 3 * ld), S.Fma(x6, S.Load(q + 2 * ld), S.Fma(x5, S.Load(q + ld), S.Mul(x4, S.Load(q)))));
                    S.Store(y + j, S.Add(first, second));
                }
                if (j < n)
                {
                    int rest = n - j;
                    V sum = S.LoadPart(y + j, rest);
                    for (int i = 0; i < 8; i++) sum = S.Fma(S.Create(x[i]), S.LoadPart(b + i * ld + j, rest), sum);
                    S.StorePart(y + j, sum, rest);
                }
            }
            for (; l < k; l++, x++, b += ld)
            {
                V x0 = S.Create(*x);
                int j = 0;
                for (; j <= n - S.Count; j += S.Count) S.Store(y + j, S.Fma(x0, S.Load(b + j), S.Load(y + j)));
                if (j < n) S.StorePart(y + j, S.Fma(x0, S.LoadPart(b + j, n - j), S.LoadPart(y + j, n - j)), n - j);
            }
        }

        private static void Dots(T* x, T* b, T* y, int n, int k)
        {
            int j = 0;
            for (; j <= n - 4; j += 4, b += 4 * (nint)k)
            {
                T* p0 = b, p1 = b + k, p2 = p1 + k, p3 = p2 + k;
                V a0 = S.Zero, a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
                int l = 0;
                for (; l <= k - 2 * S.Count; l += 2 * S.Count)
                {
                    V u = S.Load(x + l), v = S.Load(x + l + S.Count);
                    a0 = S.Fma(u, S.Load(p0 + l), a0); b0 = S.Fma(v, S.Load(p0 + l + S.Count), b0);
                    a1 = S.Fma(u, S.Load(p1 + l), a1); b1 = S.Fma(v, S.Load(p1 + l + S.Count), b1);
                    a2 = S.Fma(u, S.Load(p2 + l), a2); b2 = S.Fma(v, S.Load(p2 + l + S.Count), b2);
                    a3 = S.Fma(u, S.Load(p3 + l), a3); b3 = S.Fma(v, S.Load(p3 + l + S.Count), b3);
                }
                for (; l < k; l += S.Count)
                {
                    int rest = Math.Min(k - l, S.Count);
                    V u = S.LoadPart(x + l, rest);
                    a0 = S.Fma(u, S.LoadPart(p0 + l, rest), a0);
                    a1 = S.Fma(u, S.LoadPart(p1 + l, rest), a1);
                    a2 = S.Fma(u, S.LoadPart(p2 + l, rest), a2);
                    a3 = S.Fma(u, S.LoadPart(p3 + l, rest), a3);
                }
                y[j] = S.Sum(S.Add(a0, b0));
                y[j + 1] = S.Sum(S.Add(a1, b1));
                y[j + 2] = S.Sum(S.Add(a2, b2));
                y[j + 3] = S.Sum(S.Add(a3, b3));
            }
            for (; j < n; j++, b += k) y[j] = Dot(x, b, k);
        }

        /// <summary>⟨x, y⟩ with four partial sums a lane.</summary>
        public static T Dot(T* x, T* y, int n)
        {
            V a0 = S.Zero, a1 = a0, a2 = a0, a3 = a0;
            int l = 0;
            for (; l <= n - 4 * S.Count; l += 4 * S.Count)
            {
                T* p = x + l, q = y + l;
                a0 = S.Fma(S.Load(p), S.Load(q), a0);
                a1 = S.Fma(S.Load(p + S.Count), S.Load(q + S.Count), a1);
                a2 = S.Fma(S.Load(p + 2 * S.Count), S.Load(q + 2 * S.Count), a2);
                a3 = S.Fma(S.Load(p + 3 * S.Count), S.Load(q + 3 * S.Count), a3);
            }
            for (; l <= n - S.Count; l += S.Count) a0 = S.Fma(S.Load(x + l), S.Load(y + l), a0);
            if (l < n) a1 = S.Fma(S.LoadPart(x + l, n - l), S.LoadPart(y + l, n - l), a1);
            return S.Sum(S.Add(S.Add(a0, a1), S.Add(a2, a3)));
        }
    }
}
