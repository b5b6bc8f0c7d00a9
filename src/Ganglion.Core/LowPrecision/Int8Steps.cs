using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>How a processor multiplies codes: each 32-bit lane holds a word of a few codes of one column, whose products are summed.</summary>
internal interface IInt8Step
{
    /// <summary>Codes in a word: 4 bytes or 2 shorts.</summary>
    static abstract int CodesPerWord { get; }

    /// <summary>What is added to each code of the left operand before it is packed.</summary>
    static abstract int Offset { get; }

    /// <summary>sum + Σ left · right over the codes of each lane.</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right);
}

/// <summary>Four unsigned bytes by four signed ones in one instruction: the left codes are moved up by 128, which b's sums undo.</summary>
internal readonly struct VnniStep : IInt8Step
{
    public static int CodesPerWord => 4;

    public static int Offset => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right) =>
        AvxVnni.MultiplyWideningAndAdd(sum, left.AsByte(), right.AsSByte());
}

/// <summary>Two shorts by two.</summary>
internal readonly struct Avx2Step : IInt8Step
{
    public static int CodesPerWord => 2;

    public static int Offset => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right) =>
        sum + Avx2.MultiplyAddAdjacent(left.AsInt16(), right.AsInt16());
}

/// <summary>Two shorts by two, in arithmetic that every processor has.</summary>
internal readonly struct PortableStep : IInt8Step
{
    public static int CodesPerWord => 2;

    public static int Offset => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right) =>
        sum + (left << 16 >> 16) * (right << 16 >> 16) + (left >> 16) * (right >> 16);
}
