using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>Blocks of <see cref="Philox"/> side by side in vectors; the same words.</summary>
internal static unsafe class PhiloxWords
{
    /// <summary>Words 4·block, 4·block + 1, … of a stream; <paramref name="count"/> is a multiple of 32.</summary>
    public static void Fill(ulong key, ulong block, uint* to, int count)
    {
        if (Avx512F.IsSupported && CpuKernels.MaxVectorBits >= 512)
            for (; count > 0; count -= 32, block += 8, to += 32) Blocks8(key, block, to);
        else if (Avx2.IsSupported && CpuKernels.MaxVectorBits >= 256)
            for (; count > 0; count -= 16, block += 4, to += 16) Blocks4(key, block, to);
        else
            for (; count > 0; count -= 4, block++, to += 4) (to[0], to[1], to[2], to[3]) = Philox.Block(key, block);
    }

    // A word is the lower half of a 64-bit lane; what is in the upper half the multiplication ignores. Lanes hold blocks in the order in
    // which unpacking pairs of words leaves them sorted.
    private static void Blocks8(ulong key, ulong block, uint* to)
    {
        var counter = Vector512.Create(block) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);
        Vector512<ulong> c0 = counter, c1 = counter >>> 32, c2 = default, c3 = default;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            var p = Avx512F.Multiply(c0.AsUInt32(), Vector512.Create(0xD2511F53UL).AsUInt32());
            var q = Avx512F.Multiply(c2.AsUInt32(), Vector512.Create(0xCD9E8D57UL).AsUInt32());
            c0 = (q >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = (p >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c1 = q;
            c3 = p;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        var low = Vector512.Create(0xFFFFFFFFUL);
        Vector512<ulong> ab = (c0 & low) | (c1 << 32), cd = (c2 & low) | (c3 << 32);
        Avx512F.UnpackLow(ab, cd).AsUInt32().Store(to);
        Avx512F.UnpackHigh(ab, cd).AsUInt32().Store(to + 16);
    }

    private static void Blocks4(ulong key, ulong block, uint* to)
    {
        var counter = Vector256.Create(block) + Vector256.Create(0UL, 2, 1, 3);
        Vector256<ulong> c0 = counter, c1 = counter >>> 32, c2 = default, c3 = default;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            var p = Avx2.Multiply(c0.AsUInt32(), Vector256.Create(0xD2511F53UL).AsUInt32());
            var q = Avx2.Multiply(c2.AsUInt32(), Vector256.Create(0xCD9E8D57UL).AsUInt32());
            c0 = (q >>> 32) ^ c1 ^ Vector256.Create((ulong)k0);
            c2 = (p >>> 32) ^ c3 ^ Vector256.Create((ulong)k1);
            c1 = q;
            c3 = p;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        var low = Vector256.Create(0xFFFFFFFFUL);
        Vector256<ulong> ab = (c0 & low) | (c1 << 32), cd = (c2 & low) | (c3 << 32);
        Avx2.UnpackLow(ab, cd).AsUInt32().Store(to);
        Avx2.UnpackHigh(ab, cd).AsUInt32().Store(to + 8);
    }
}
