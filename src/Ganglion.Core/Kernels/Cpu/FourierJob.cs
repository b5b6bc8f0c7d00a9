using System.Numerics;

namespace Ganglion;

/// <summary>
/// Transforms of rows. Short rows go as many together as a vector has lanes, long ones one by one; either way a row's bits do not depend on its
/// neighbours. A real row of even length is a complex one of half the length, whose spectrum is then parted.
/// </summary>
internal unsafe struct FourierJob : ISimdJob
{
    private const int Short = 4096;
    private const long WorkPerChunk = 16 * 1024;

    public enum Kinds { Complex, Real, RealBack }

    public void* X, Y;
    public Kinds Kind;
    public bool Inverse;
    public int Rows, N, Inner;                                  // Inner: of complex rows, the distance between a row's elements

    private int _length, _group, _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _length = Kind != Kinds.Complex && N % 2 == 0 ? N / 2 : N;
        _group = FourierPlan<T>.Of(_length).Size <= Short ? S.Count : 1;       // made here once, not on each thread
        int groups = (Rows + _group - 1) / _group;
        _perChunk = (int)Math.Clamp(WorkPerChunk / ((long)N * _group), 1, groups);
        Workers.For((groups + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref FourierJob job, int chunk)
        {
            var plan = FourierPlan<T>.Of(job._length);
            int length = job._length;
            nint size = (nint)(length + 1) * job._group;
            T* re = (T*)Scratch.Get((2 * size + plan.Memory(job._group)) * sizeof(T)), im = re + size, memory = im + size;
            int end = Math.Min((chunk + 1) * job._perChunk * job._group, job.Rows);
            for (int first = chunk * job._perChunk * job._group; first < end; first += job._group)
            {
                int width = Math.Min(job._group, end - first);
                for (int r = 0; r < width; r++) Read(ref job, first + r, re + r, im + r, width);
                if (job.Inverse) FourierPasses<S, V, T>.Run(plan, im, re, width, memory);
                else FourierPasses<S, V, T>.Run(plan, re, im, width, memory);
                for (int r = 0; r < width; r++) Write(ref job, first + r, re + r, im + r, width);
            }
        }

        private static void Read(ref FourierJob job, int row, T* re, T* im, int width)
        {
            int n = job.N, half = n / 2 + 1;
            if (job.Kind == Kinds.Real && n % 2 == 1)
            {
                T* x = (T*)job.X + (nint)row * n;
                for (int i = 0; i < n; i++) { re[(nint)i * width] = x[i]; im[(nint)i * width] = T.Zero; }
            }
            else if (job.Kind == Kinds.RealBack)
            {
                T* x = (T*)job.X + (nint)row * half * 2;
                if (n % 2 == 0) Join(x, re, im, job._length, width);
                else
                    for (int k = 0; k < n; k++)
                    {
                        T* from = x + 2 * (k < half ? k : n - k);
                        re[(nint)k * width] = from[0];
                        im[(nint)k * width] = k == 0 ? T.Zero : k < half ? from[1] : -from[1];
                    }
            }
            else
            {
                T* x = (T*)job.X + Start(ref job, row);
                nint step = 2 * (nint)job.Inner;
                for (int i = 0; i < job._length; i++, x += step) { re[(nint)i * width] = x[0]; im[(nint)i * width] = x[1]; }
            }
        }

        private static void Write(ref FourierJob job, int row, T* re, T* im, int width)
        {
            int n = job.N, half = n / 2 + 1;
            if (job.Kind == Kinds.RealBack && n % 2 == 1)
            {
                T* y = (T*)job.Y + (nint)row * n;
                for (int i = 0; i < n; i++) y[i] = re[(nint)i * width];
            }
            else if (job.Kind == Kinds.Real)
            {
                T* y = (T*)job.Y + (nint)row * half * 2;
                if (n % 2 == 0) Part(re, im, y, job._length, width);
                else for (int k = 0; k < half; k++) { y[2 * k] = re[(nint)k * width]; y[2 * k + 1] = k == 0 ? T.Zero : im[(nint)k * width]; }
            }
            else
            {
                T* y = (T*)job.Y + Start(ref job, row);
                nint step = 2 * (nint)job.Inner;
                for (int i = 0; i < job._length; i++, y += step) { y[0] = re[(nint)i * width]; y[1] = im[(nint)i * width]; }
            }
        }

        private static nint Start(ref FourierJob job, int row) => 2 * ((nint)(row / job.Inner) * job._length * job.Inner + row % job.Inner);

        // X[k] = E[k] + w[k]·O[k], with the spectra of even and odd places E = (Z[k] + Z*[h-k]) / 2 and O = (Z[k] - Z*[h-k]) / 2i.
        private static void Part(T* re, T* im, T* y, int h, int width)
        {
            T half = T.CreateTruncating(0.5);
            fixed (T* w = FourierPlan<T>.Of(h).HalfRoots)
                for (int k = 0; k <= h; k++)
                {
                    nint a = (nint)(k % h) * width, b = (nint)((h - k) % h) * width;
                    T er = (re[a] + re[b]) * half, ei = (im[a] - im[b]) * half, or = (im[a] + im[b]) * half, oi = (re[b] - re[a]) * half;
                    y[2 * k] = er + w[2 * k] * or - w[2 * k + 1] * oi;
                    y[2 * k + 1] = k % h == 0 ? T.Zero : ei + w[2 * k] * oi + w[2 * k + 1] * or;
                }
        }

        // The other way round: Z[k] = E[k] + i·O[k] with E = X[k] + X*[h-k] and O = (X[k] - X*[h-k])·w*[k].
        private static void Join(T* x, T* re, T* im, int h, int width)
        {
            fixed (T* w = FourierPlan<T>.Of(h).HalfRoots)
                for (int k = 0; k < h; k++)
                {
                    T* a = x + 2 * k, b = x + 2 * (h - k);
                    T ai = k == 0 ? T.Zero : a[1], bi = k == 0 ? T.Zero : -b[1];
                    T er = a[0] + b[0], ei = ai + bi, dr = a[0] - b[0], di = ai - bi;
                    T or = dr * w[2 * k] + di * w[2 * k + 1], oi = di * w[2 * k] - dr * w[2 * k + 1];
                    re[(nint)k * width] = er - oi;
                    im[(nint)k * width] = ei + or;
                }
        }
    }
}
