using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ganglion;

/// <summary>
/// c[i, j] = k - 2 · popcount(a[i] xor b[j]). With vectors of 512 bits, b is packed by panels of eight rows, one a lane, and full adders fold
/// eight words into one before bits are counted (Harley and Seal; Muła, Kurz and Lemire 2018, "Faster Population Counts Using AVX2
/// Instructions", fig. 5). Elsewhere the processor's count of one word is as fast.
/// </summary>
internal unsafe struct BitMatMulJob
{
    private const int Lanes = 8, RowsPerBlock = 64;
    private const int BlocksPerSum = 31;                        // a byte holds the counts of as many blocks: 31 · 8 < 256
    private const long SmallWork = 1 << 14;                     // words that are not worth a second thread

    public ulong* A, B;                                         // [M, WordsPerRow], [N, WordsPerRow]; bits past K are 0 on both sides
    public int* C;
    public int M, N, K, WordsPerRow;

    private ulong* _panels;
    private int _rowsPerBlock;

    public void Run() => Run(Vector512.IsHardwareAccelerated);

    public void Run(bool vectors)
    {
        if (M == 0 || N == 0) return;
        _rowsPerBlock = (long)M * N * WordsPerRow <= SmallWork ? M : RowsPerBlock;
        int blocks = (M + _rowsPerBlock - 1) / _rowsPerBlock;
        if (!vectors) { Workers.For(blocks, ref this, &Plain); return; }
        int panels = (N + Lanes - 1) / Lanes;
        var packed = BufferPool.Rent<ulong>(checked(panels * Lanes * WordsPerRow));
        fixed (ulong* p = packed)
        {
            _panels = p;
            for (int j = 0; j < panels * Lanes; j++)
                for (int w = 0; w < WordsPerRow; w++)
                    p[((nint)(j / Lanes) * WordsPerRow + w) * Lanes + j % Lanes] = j < N ? B[(nint)j * WordsPerRow + w] : 0;
            Workers.For(blocks, ref this, &Vectors);
        }
        BufferPool.Return(packed);
    }

    private static void Plain(ref BitMatMulJob job, int chunk)
    {
        int words = job.WordsPerRow;
        for (int i = chunk * job._rowsPerBlock; i < Math.Min(job.M, (chunk + 1) * job._rowsPerBlock); i++)
            for (int j = 0; j < job.N; j++)
            {
                ulong* a = job.A + (nint)i * words, b = job.B + (nint)j * words;
                int differ = 0;
                for (int w = 0; w < words; w++) differ += BitOperations.PopCount(a[w] ^ b[w]);
                job.C[(nint)i * job.N + j] = job.K - 2 * differ;
            }
    }

    private static void Vectors(ref BitMatMulJob job, int chunk)
    {
        int words = job.WordsPerRow, from = chunk * job._rowsPerBlock, to = Math.Min(job.M, from + job._rowsPerBlock);
        for (int j = 0; j < job.N; j += Lanes)
            for (int i = from; i < to; i++)
            {
                var differ = Differing(job.A + (nint)i * words, job._panels + (nint)j * words, words);
                var dots = Vector256.Create(job.K) - (Vector512.Narrow(differ, differ).GetLower().AsInt32() << 1);
                int* c = job.C + (nint)i * job.N + j;
                if (j + Lanes <= job.N) dots.Store(c);
                else for (int l = 0; l < job.N - j; l++) c[l] = dots[l];
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Differing(ulong* a, ulong* b, int words)
    {
        Vector512<ulong> total = default, ones = default, twos = default, fours = default;
        int w = 0;
        while (w + 8 <= words)
        {
            Vector512<ulong> counts = default;                  // of eights, a count in each byte
            for (int end = Math.Min(words - 7, w + 8 * BlocksPerSum); w < end; w += 8)
            {
                var (x, twosA) = Add(ones, Xor(a, b, w), Xor(a, b, w + 1));
                (x, var twosB) = Add(x, Xor(a, b, w + 2), Xor(a, b, w + 3));
                (var y, var foursA) = Add(twos, twosA, twosB);
                (x, twosA) = Add(x, Xor(a, b, w + 4), Xor(a, b, w + 5));
                (ones, twosB) = Add(x, Xor(a, b, w + 6), Xor(a, b, w + 7));
                (twos, var foursB) = Add(y, twosA, twosB);
                (fours, var eights) = Add(fours, foursA, foursB);
                counts += BytesOf(eights);
            }
            total += SumOf(counts) << 3;
        }
        var rest = BytesOf(ones) + (BytesOf(twos) << 1) + (BytesOf(fours) << 2);        // at most 8 · 7 a byte
        for (; w < words; w++) rest += BytesOf(Xor(a, b, w));                           // and 7 · 8 more
        return total + SumOf(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Xor(ulong* a, ulong* b, int w) => Vector512.Create(a[w]) ^ Vector512.Load(b + (nint)w * Lanes);

    // A full adder a bit: x + y + z = sum + 2 · carry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> Sum, Vector512<ulong> Carry) Add(Vector512<ulong> x, Vector512<ulong> y, Vector512<ulong> z)
    {
        var differ = x ^ y;
        return (differ ^ z, Vector512.ConditionalSelect(differ, z, x));
    }

    // The number of set bits of each byte, in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> BytesOf(Vector512<ulong> v)
    {
        v -= v >> 1 & Vector512.Create(0x5555555555555555UL);
        var two = Vector512.Create(0x3333333333333333UL);
        v = (v & two) + (v >> 2 & two);
        return v + (v >> 4) & Vector512.Create(0x0F0F0F0F0F0F0F0FUL);
    }

    // The sum of the bytes of each lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> SumOf(Vector512<ulong> bytes)
    {
        var low = Vector512.Create(0x00FF00FF00FF00FFUL);
        var v = (bytes & low) + (bytes >> 8 & low);
        v += v >> 16;
        return v + (v >> 32) & Vector512.Create(0xFFFFUL);
    }
}
