using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>A function of two numbers for which no vector form is at hand.</summary>
internal interface ILaneFunction
{
    static abstract T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>An element-wise function computed lane by lane: the scalar function dominates its cost.</summary>
internal readonly struct LaneOp<F> : IElementOp where F : struct, ILaneFunction
{
    public static int Operands => 2;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe V Apply<S, V, T>(V a, V b, V c) where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* lanes = stackalloc T[2 * S.Count];
        S.Store(lanes, a);
        S.Store(lanes + S.Count, b);
        for (int i = 0; i < S.Count; i++) lanes[i] = F.Apply(lanes[i], lanes[S.Count + i]);
        return S.Load(lanes);
    }
}

/// <summary>The functions themselves; those of one operand find their parameter in b.</summary>
internal static class LaneOps
{
    public readonly struct Asin : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Asin(a); }

    public readonly struct Acos : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Acos(a); }

    public readonly struct Atan : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Atan(a); }

    public readonly struct Sinh : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Sinh(a); }

    public readonly struct Cosh : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Cosh(a); }

    public readonly struct Asinh : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Asinh(a); }

    public readonly struct Acosh : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Acosh(a); }

    public readonly struct Atanh : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => T.Atanh(a); }

    public readonly struct ErfInv : ILaneFunction
    {
        public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => Scalar.Unary(UnaryKind.ErfInv, a, b, b);
    }

    public readonly struct Lgamma : ILaneFunction
    {
        public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => Scalar.Unary(UnaryKind.Lgamma, a, b, b);
    }

    public readonly struct Polygamma : ILaneFunction
    {
        public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => Scalar.Unary(UnaryKind.Polygamma, a, b, b);
    }

    public readonly struct Fmod : ILaneFunction { public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => a % b; }

    public readonly struct Remainder : ILaneFunction
    {
        public static T Apply<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => Scalar.Remainder(a, b);
    }
}
