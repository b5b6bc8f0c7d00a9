using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Functions to whole numbers, besides <see cref="ElementOps.Floor"/>.</summary>
internal static class RoundingOps
{
    public readonly struct Ceil : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Neg(S.Floor(S.Neg(a)));
    }

    public readonly struct Round : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Round(a);
    }

    public readonly struct Trunc : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.CopySign(S.Floor(S.Abs(a)), a);
    }
}
