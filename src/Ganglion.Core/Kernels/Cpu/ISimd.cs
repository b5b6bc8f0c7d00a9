using System.Numerics;

namespace Ganglion;

/// <summary>
/// The vector instructions a kernel is written in. <typeparamref name="V"/> holds <see cref="Count"/> elements; one source gives the code of
/// every width and element type, since the compiler specialises generics over structs. Masks are vectors of all-ones or all-zeros lanes.
/// </summary>
internal unsafe interface ISimd<V, T> where V : struct where T : unmanaged
{
    static abstract int Count { get; }

    static abstract V Zero { get; }

    static abstract V Create(T value);

    static abstract V Load(T* p);

    static abstract void Store(T* p, V v);

    /// <summary>The first <paramref name="n"/> elements; the other lanes are zero and their memory is not touched.</summary>
    static abstract V LoadPart(T* p, int n);

    static abstract void StorePart(T* p, V v, int n);

    static abstract V Add(V a, V b);

    static abstract V Sub(V a, V b);

    static abstract V Mul(V a, V b);

    static abstract V Div(V a, V b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    static abstract V Sqrt(V a);

    static abstract V Abs(V a);

    static abstract V Neg(V a);

    static abstract V Floor(V a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(V mask);

    /// <summary>NaN wins.</summary>
    static abstract V Max(V a, V b);

    /// <summary>NaN wins.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The instruction's own maximum: b where either is NaN on x86.</summary>
    static abstract V MaxFast(V a, V b);

    /// <summary>The instruction's own minimum: b where either is NaN on x86.</summary>
    static abstract V MinFast(V a, V b);

    static abstract V Less(V a, V b);

    static abstract V LessOrEqual(V a, V b);

    static abstract V Equal(V a, V b);

    static abstract V Select(V mask, V a, V b);

    static abstract V And(V a, V b);

    static abstract V Or(V a, V b);

    /// <summary>Every second element of a, then of b, from the first on.</summary>
    static abstract V Even(V a, V b);

    static abstract V AddBits(V a, V b);

    static abstract V SubBits(V a, V b);

    static abstract V ShiftLeftBits(V a, int n);

    static abstract V ShiftRightBits(V a, int n);

    /// <summary>Lane bits as a signed integer, converted to a floating-point number of the lane's type.</summary>
    static abstract V FromBits(V a);

    /// <summary>Sums halves, quarters, and so on: the same order everywhere.</summary>
    static abstract T Sum(V a);

    /// <summary>The largest lane; anything if one is NaN.</summary>
    static abstract T Largest(V a);

    /// <summary>A mask of the first <paramref name="n"/> lanes.</summary>
    static abstract V FirstLanes(int n);

    /// <summary>Random words as lane bits; a 64-bit lane has the word in its lower half.</summary>
    static abstract V LoadWords(uint* p);

    /// <summary>Compares lane bits as unsigned integers.</summary>
    static abstract V LessBits(V a, V b);
}

/// <summary>Work written once for all widths and types.</summary>
internal interface ISimdJob
{
    void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>;
}
