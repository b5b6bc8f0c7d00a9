using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>A gradient a times the derivative of a function, in one pass: from the function's value b (tanh, sigmoid) or its operand b.</summary>
internal static class BackwardOps
{
    public readonly struct Tanh : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(a, S.Sub(VectorMath<S, V, T>.C(1), S.Mul(b, b)));
    }

    public readonly struct Sigmoid : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(S.Mul(a, b), S.Sub(VectorMath<S, V, T>.C(1), b));
    }

    public readonly struct Softplus : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(a, VectorMath<S, V, T>.Sigmoid(b));
    }

    public readonly struct Silu : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
        {
            V one = VectorMath<S, V, T>.C(1), s = VectorMath<S, V, T>.Sigmoid(b);
            return S.Mul(S.Mul(a, s), S.Fma(b, S.Sub(one, s), one));
        }
    }

    public readonly struct Gelu : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
        {
            V half = VectorMath<S, V, T>.C(0.5), cdf;
            if (typeof(T) == typeof(double))
                cdf = S.Mul(VectorErf<S, V, T>.Erfc(S.Mul(b, VectorMath<S, V, T>.C(-0.70710678118654752440))), half);
            else cdf = S.Fma(VectorMath<S, V, T>.Erf(S.Mul(b, VectorMath<S, V, T>.C(0.70710678118654752440))), half, half);
            V density = S.Mul(VectorMath<S, V, T>.ExpNegative(S.Neg(S.Mul(S.Mul(b, b), half))), VectorMath<S, V, T>.C(0.39894228040143267794));
            return S.Mul(a, S.Fma(b, density, cdf));
        }
    }
}
