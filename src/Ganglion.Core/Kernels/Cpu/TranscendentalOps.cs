using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Elementary functions besides those of <see cref="ElementOps"/> that have a vector form.</summary>
internal static class TranscendentalOps
{
    public readonly struct Tan : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Tan(a);
    }

    public readonly struct Erfc : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            typeof(T) == typeof(double) ? VectorErf<S, V, T>.Erfc(a)
                : VectorMath<S, V, T>.ByLane(a, a, static (x, _) => T.CreateTruncating(Scalar.Erfc(double.CreateTruncating(x))));
    }
}
