using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>An element-wise function of up to three operands; parameters of unary functions come as the second and third.</summary>
internal interface IElementOp
{
    static abstract int Operands { get; }

    static abstract V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The functions themselves.</summary>
internal static class ElementOps
{
    public readonly struct Neg : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Neg(a);
    }

    public readonly struct Abs : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Abs(a);
    }

    public readonly struct Sign : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(S.Zero, a), VectorMath<S, V, T>.C(1), S.Select(S.Less(a, S.Zero), VectorMath<S, V, T>.C(-1), a));
    }

    public readonly struct Exp : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Exp(a);
    }

    public readonly struct Expm1 : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Expm1(a);
    }

    public readonly struct Log : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Log(a);
    }

    public readonly struct Log1p : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Log1p(a);
    }

    public readonly struct Sqrt : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Sqrt(a);
    }

    public readonly struct Rsqrt : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Div(VectorMath<S, V, T>.C(1), S.Sqrt(a));
    }

    public readonly struct Reciprocal : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Div(VectorMath<S, V, T>.C(1), a);
    }

    public readonly struct Square : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(a, a);
    }

    public readonly struct Cube : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(S.Mul(a, a), a);
    }

    public readonly struct Sin : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Sin(a);
    }

    public readonly struct Cos : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Cos(a);
    }

    public readonly struct Tanh : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Tanh(a);
    }

    public readonly struct Sigmoid : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Sigmoid(a);
    }

    public readonly struct Softplus : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Softplus(a);
    }

    public readonly struct Relu : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.LessOrEqual(a, S.Zero), S.Zero, a);
    }

    public readonly struct Step : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(S.Zero, a), VectorMath<S, V, T>.C(1), b);
    }

    public readonly struct Erf : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Erf(a);
    }

    public readonly struct Floor : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Floor(a);
    }

    public readonly struct Pow : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.ByLane(a, b, static (x, y) => T.Pow(x, y));
    }

    public readonly struct LeakyRelu : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(S.Zero, a), a, S.Mul(a, b));
    }

    public readonly struct Elu : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(S.Zero, a), a, S.Mul(b, VectorMath<S, V, T>.Expm1(a)));
    }

    public readonly struct Gelu : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.Gelu(a);
    }

    public readonly struct Silu : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(a, VectorMath<S, V, T>.Sigmoid(a));
    }

    public readonly struct Affine : IElementOp
    {
        public static int Operands => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Add(S.Mul(a, b), c);
    }

    public readonly struct ClampMin : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(a, b), b, a);
    }

    public readonly struct ClampMax : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Less(b, a), b, a);
    }

    public readonly struct IsPositive : IElementOp
    {
        public static int Operands => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.And(S.Less(S.Zero, a), VectorMath<S, V, T>.C(1));
    }

    public readonly struct Add : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Add(a, b);
    }

    public readonly struct Sub : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Sub(a, b);
    }

    public readonly struct Mul : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Mul(a, b);
    }

    public readonly struct Div : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Div(a, b);
    }

    public readonly struct Max : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Max(a, b);
    }

    public readonly struct Min : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Min(a, b);
    }

    public readonly struct Equal : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.And(S.Equal(a, b), VectorMath<S, V, T>.C(1));
    }

    public readonly struct Greater : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.And(S.Less(b, a), VectorMath<S, V, T>.C(1));
    }

    public readonly struct GreaterEqual : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.And(S.LessOrEqual(b, a), VectorMath<S, V, T>.C(1));
    }

    public readonly struct Gate : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.And(S.Less(S.Zero, b), a);
    }

    public readonly struct Atan2 : IElementOp
    {
        public static int Operands => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            VectorMath<S, V, T>.ByLane(a, b, static (y, x) => T.Atan2(y, x));
    }

    public readonly struct Where : IElementOp
    {
        public static int Operands => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
            S.Select(S.Equal(a, S.Zero), c, b);
    }
}
