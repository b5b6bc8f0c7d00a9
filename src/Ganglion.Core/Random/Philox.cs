using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Philox 4x32-10: ten rounds of a keyed bijection on a 128-bit counter. Element i of a stream is word i % 4 of block i / 4.</summary>
internal static class Philox
{
    public static uint Word(ulong key, ulong index)
    {
        var (a, b, c, d) = Block(key, index >> 2);
        return (index & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint, uint, uint, uint) Block(ulong key, ulong block)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        uint c0 = (uint)block, c1 = (uint)(block >> 32), c2 = 0, c3 = 0;
        for (int round = 0; round < 10; round++)
        {
            ulong p = 0xD2511F53UL * c0, q = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(q >> 32) ^ c1 ^ k0, (uint)q, (uint)(p >> 32) ^ c3 ^ k1, (uint)p);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
