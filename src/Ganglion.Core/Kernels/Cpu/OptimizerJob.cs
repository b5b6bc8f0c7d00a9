using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>One step of Adam's family or of SGD over a flat parameter, in place.</summary>
internal unsafe struct OptimizerJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public void* P, G, M, V2, Top;                              // SGD keeps its momentum in M
    public int Length;
    public bool Adam, Nesterov;
    public double Rate, Beta1, Beta2, Epsilon, L2, Decay, Correction1, Correction2;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int chunks = (Length + ElementsPerChunk - 1) / ElementsPerChunk;
        if (Adam) Workers.For(chunks, ref this, &On<S, V, T>.AdamChunk);
        else Workers.For(chunks, ref this, &On<S, V, T>.SgdChunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void AdamChunk(ref OptimizerJob job, int chunk)
        {
            nint start = (nint)chunk * ElementsPerChunk;
            int n = (int)Math.Min(ElementsPerChunk, job.Length - start);
            T* p = (T*)job.P + start, g = (T*)job.G + start, m = (T*)job.M + start;
            T* v = (T*)job.V2 + start, top = job.Top == null ? null : (T*)job.Top + start;
            V beta1 = C(job.Beta1), rest1 = C(1 - job.Beta1), beta2 = C(job.Beta2), rest2 = C(1 - job.Beta2), l2 = C(job.L2);
            V keep = C(1 - job.Rate * job.Decay), step = C(-job.Rate / job.Correction1);
            V root = C(1 / Math.Sqrt(job.Correction2)), epsilon = C(job.Epsilon);
            int i = 0;
            for (; i <= n - S.Count; i += S.Count)
            {
                V old = S.Load(p + i), gradient = S.Fma(l2, old, S.Load(g + i));
                V first = S.Fma(beta1, S.Load(m + i), S.Mul(rest1, gradient)), second = S.Fma(beta2, S.Load(v + i),
                    S.Mul(rest2, S.Mul(gradient, gradient)));
                S.Store(m + i, first);
                S.Store(v + i, second);
                if (top != null) S.Store(top + i, second = S.Max(S.Load(top + i), second));
                V scale = S.Fma(S.Sqrt(second), root, epsilon);
                S.Store(p + i, S.Fma(keep, old, S.Div(S.Mul(step, first), scale)));
            }
            if (i == n) return;
            {
                int rest = n - i;
                V old = S.LoadPart(p + i, rest), gradient = S.Fma(l2, old, S.LoadPart(g + i, rest));
                V first = S.Fma(beta1, S.LoadPart(m + i, rest), S.Mul(rest1, gradient)), second = S.Fma(beta2, S.LoadPart(v + i, rest),
                    S.Mul(rest2, S.Mul(gradient, gradient)));
                S.StorePart(m + i, first, rest);
                S.StorePart(v + i, second, rest);
                if (top != null) S.StorePart(top + i, second = S.Max(S.LoadPart(top + i, rest), second), rest);
                V scale = S.Fma(S.Sqrt(second), root, epsilon);
                S.StorePart(p + i, S.Fma(keep, old, S.Div(S.Mul(step, first), scale)), rest);
            }
        }

        public static void SgdChunk(ref OptimizerJob job, int chunk)
        {
            nint start = (nint)chunk * ElementsPerChunk;
            int n = (int)Math.Min(ElementsPerChunk, job.Length - start);
            T* p = (T*)job.P + start, g = (T*)job.G + start, b = job.M == null ? null : (T*)job.M + start;
            V rate = C(-job.Rate), momentum = C(job.Beta1), l2 = C(job.L2);
            for (int i = 0; i < n; i += S.Count)
            {
                int lanes = Math.Min(S.Count, n - i);
                V old = Load(p + i, lanes), step = S.Fma(l2, old, Load(g + i, lanes));
                if (b != null)
                {
                    V velocity = S.Fma(momentum, Load(b + i, lanes), step);
                    S.StorePart(b + i, velocity, lanes);
                    step = job.Nesterov ? S.Fma(momentum, velocity, step) : velocity;
                }
                S.StorePart(p + i, S.Fma(rate, step, old), lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V C(double value) => VectorMath<S, V, T>.C(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Load(T* p, int lanes) => lanes == S.Count ? S.Load(p) : S.LoadPart(p, lanes);
    }
}
