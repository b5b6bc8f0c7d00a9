using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Elements a fixed step apart, as vectors: what a convolution or a pooling of that stride reads.</summary>
internal static unsafe class Strided<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged
{
    /// <summary>p[0], p[step], …: n elements, at most a vector; nothing beyond the last is touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(T* p, nint step, int n)
    {
        if (step == 1) return n == S.Count ? S.Load(p) : S.LoadPart(p, n);
        if (step == 2)
        {
            int reach = 2 * n - 1;
            return reach <= S.Count ? S.Even(S.LoadPart(p, reach), S.Zero) : S.Even(S.Load(p), S.LoadPart(p + S.Count, reach - S.Count));
        }
        return Gather(p, step, n);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Gather(T* p, nint step, int n)
    {
        T* lanes = stackalloc T[S.Count];
        for (int i = 0; i < n; i++, p += step) lanes[i] = *p;
        return S.Load(lanes);
    }
}
