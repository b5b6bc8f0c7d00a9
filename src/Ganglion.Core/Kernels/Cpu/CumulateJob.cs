using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Running sums and products along n of [outer, n, inner]. Each column is one chain in order, so nothing depends on threads; columns go side by
/// side in vectors, and sums carry what rounding lost (Kahan), which makes them as good as the oracle's in double precision.
/// </summary>
internal unsafe struct CumulateJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public void* X, Y;
    public int Outer, N, Inner;
    public bool Product, Reverse;

    private int _wide, _strips, _perChunk;                      // strips of four vectors, all strips, strips a chunk

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _wide = Inner / (4 * S.Count);
        _strips = Inner == 1 ? 1 : _wide + (Inner - 4 * S.Count * _wide + S.Count - 1) / S.Count;
        _perChunk = (int)Math.Clamp((long)ElementsPerChunk * _strips / ((long)N * Inner), 1, int.MaxValue);
        int chunks = (Outer * _strips + _perChunk - 1) / _perChunk;
        if (Inner == 1) Workers.For(chunks, ref this, &Rows<T>);
        else Workers.For(chunks, ref this, &On<S, V, T>.Strips);
    }

    // Sums of four rows go side by side: each waits for its own last addition only.
    private static void Rows<T>(ref CumulateJob job, int chunk) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int r = chunk * job._perChunk, end = Math.Min(r + job._perChunk, job.Outer), n = job.N, step = job.Reverse ? -1 : 1;
        nint at = (nint)r * n + (job.Reverse ? n - 1 : 0);
        T* x = (T*)job.X + at, y = (T*)job.Y + at;
        for (; r <= end - 4 && !job.Product; r += 4, x += 4 * (nint)n, y += 4 * (nint)n)
        {
            double a = 0, b = 0, c = 0, d = 0;
            T* p = x, q = y;
            for (int j = 0; j < n; j++, p += step, q += step)
            {
                q[0] = T.CreateTruncating(a += double.CreateTruncating(p[0]));
                q[n] = T.CreateTruncating(b += double.CreateTruncating(p[n]));
                q[2 * (nint)n] = T.CreateTruncating(c += double.CreateTruncating(p[2 * (nint)n]));
                q[3 * (nint)n] = T.CreateTruncating(d += double.CreateTruncating(p[3 * (nint)n]));
            }
        }
        for (; r < end; r++, x += n, y += n)
        {
            double sum = job.Product ? 1 : 0;
            T* p = x, q = y;
            if (job.Product) for (int j = 0; j < n; j++, p += step, q += step) *q = T.CreateTruncating(sum *= double.CreateTruncating(*p));
            else for (int j = 0; j < n; j++, p += step, q += step) *q = T.CreateTruncating(sum += double.CreateTruncating(*p));
        }
    }

    /// <summary>The loops over columns, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Strips(ref CumulateJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Outer * job._strips);
            for (int i = chunk * job._perChunk; i < end; i++)
            {
                int strip = i % job._strips, column = strip < job._wide ? strip * 4 * S.Count : (strip + 3 * job._wide) * S.Count;
                nint at = ((nint)(i / job._strips) * job.N + (job.Reverse ? job.N - 1 : 0)) * job.Inner + column,
                    step = job.Reverse ? -job.Inner : job.Inner;
                T* x = (T*)job.X + at, y = (T*)job.Y + at;
                if (strip < job._wide) Wide(x, y, job.N, step, job.Product);
                else Narrow(x, y, job.N, step, Math.Min(S.Count, job.Inner - column), job.Product);
            }
        }

        private static void Wide(T* x, T* y, int n, nint step, bool product)
        {
            V start = product ? VectorMath<S, V, T>.C(1) : S.Zero, a = start, b = start, c = start, d = start;
            V la = S.Zero, lb = S.Zero, lc = S.Zero, ld = S.Zero;
            if (product)
                for (int j = 0; j < n; j++, x += step, y += step)
                {
                    S.Store(y, a = S.Mul(a, S.Load(x)));
                    S.Store(y + S.Count, b = S.Mul(b, S.Load(x + S.Count)));
                    S.Store(y + 2 * S.Count, c = S.Mul(c, S.Load(x + 2 * S.Count)));
                    S.Store(y + 3 * S.Count, d = S.Mul(d, S.Load(x + 3 * S.Count)));
                }
            else
                for (int j = 0; j < n; j++, x += step, y += step)
                {
                    S.Store(y, a = Add(a, S.Load(x), ref la));
                    S.Store(y + S.Count, b = Add(b, S.Load(x + S.Count), ref lb));
                    S.Store(y + 2 * S.Count, c = Add(c, S.Load(x + 2 * S.Count), ref lc));
                    S.Store(y + 3 * S.Count, d = Add(d, S.Load(x + 3 * S.Count), ref ld));
                }
        }

        private static void Narrow(T* x, T* y, int n, nint step, int lanes, bool product)
        {
            V a = product ? VectorMath<S, V, T>.C(1) : S.Zero, lost = S.Zero;
            for (int j = 0; j < n; j++, x += step, y += step)
            {
                V next = S.LoadPart(x, lanes);
                S.StorePart(y, a = product ? S.Mul(a, next) : Add(a, next, ref lost), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Add(V sum, V x, ref V lost)
        {
            V add = S.Sub(x, lost), next = S.Add(sum, add);
            lost = S.Sub(S.Sub(next, sum), add);
            lost = S.Select(S.Equal(lost, lost), lost, S.Zero); // infinities stay infinities
            return next;
        }
    }
}
