using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>
/// Codes of a few bits: blocks go through bytes, of which eight at a time are squeezed into <see cref="Bits"/> bytes by one instruction
/// where the processor has it. Whole numbers: the same results at every width.
/// </summary>
internal unsafe struct PackedJob
{
    private const int Block = 256, ElementsPerChunk = 32 * 1024;

    public float* Values, Table;
    public byte* Packed;
    public int Count, Bits, Length;                             // Count: of boundaries; 0 rounds

    public readonly int Chunks => (Length + ElementsPerChunk - 1) / ElementsPerChunk;

    public static void Pack(ref PackedJob job, int chunk)
    {
        byte* codes = stackalloc byte[Block], squeezed = stackalloc byte[Block + 8];
        float* rest = stackalloc float[Block];
        int end = Math.Min((chunk + 1) * ElementsPerChunk, job.Length);
        for (int i = chunk * ElementsPerChunk; i < end; i += Block)
        {
            int n = Math.Min(Block, end - i);
            float* x = job.Values + i;
            if (n < Block)                                      // past the end, zeros
            {
                new Span<float>(rest, Block).Clear();
                new Span<float>(x, n).CopyTo(new Span<float>(rest, n));
                x = rest;
            }
            if (job.Count > 0) Bucketize(x, job.Table, job.Count, codes); else Round(x, (1 << job.Bits) - 1, codes);
            if (n < Block) new Span<byte>(codes + n, Block - n).Clear();
            for (int g = 0; g < Block / 8; g++) *(ulong*)(squeezed + g * job.Bits) = Squeeze(*(ulong*)(codes + 8 * g), job.Bits);
            int bytes = (n + 7) / 8 * job.Bits;
            new Span<byte>(squeezed, bytes).CopyTo(new Span<byte>(job.Packed + (long)i / 8 * job.Bits, bytes));
        }
    }

    public static void Unpack(ref PackedJob job, int chunk)
    {
        byte* squeezed = stackalloc byte[Block + 8], codes = stackalloc byte[Block];
        float* small = stackalloc float[16];                    // up to four bits the table lies in two registers
        for (int i = 0; i < 16; i++) small[i] = job.Table is not null && i < 1 << job.Bits ? job.Table[i] : 0;
        Vector256<float> lower = Vector256.Load(small), upper = Vector256.Load(small + 8);
        int end = Math.Min((chunk + 1) * ElementsPerChunk, job.Length);
        for (int i = chunk * ElementsPerChunk; i < end; i += Block)
        {
            int n = Math.Min(Block, end - i), bytes = (n + 7) / 8 * job.Bits;
            new Span<byte>(job.Packed + (long)i / 8 * job.Bits, bytes).CopyTo(new Span<byte>(squeezed, bytes));
            for (int g = 0; g < (n + 7) / 8; g++) *(ulong*)(codes + 8 * g) = Spread(*(ulong*)(squeezed + g * job.Bits), job.Bits);
            float* y = job.Values + i;
            int j = 0;
            if (Avx2.IsSupported)
                for (; j <= n - 8; j += 8)
                {
                    var at = Avx2.ConvertToVector256Int32(codes + j);
                    Vector256<float> v;
                    if (job.Table is null) v = Vector256.ConvertToSingle(at);
                    else if (job.Bits > 4) v = Avx2.GatherVector256(job.Table, at, 4);
                    else
                    {
                        v = Avx2.PermuteVar8x32(lower, at);
                        if (job.Bits == 4)
                            v = Vector256.ConditionalSelect(Vector256.GreaterThan(at, Vector256.Create(7)).AsSingle(), Avx2.PermuteVar8x32(upper, at), v);
                    }
                    v.Store(y + j);
                }
            for (; j < n; j++) y[j] = job.Table is null ? codes[j] : job.Table[codes[j]];
        }
    }

    private static void Bucketize(float* x, float* boundaries, int count, byte* codes)
    {
        for (int i = 0; i < Block; i += 32)
        {
            Vector256<float> a = Vector256.Load(x + i), b = Vector256.Load(x + i + 8), c = Vector256.Load(x + i + 16), d = Vector256.Load(x + i + 24);
            Vector256<int> na = default, nb = default, nc = default, nd = default;
            for (int k = 0; k < count; k++)
            {
                var limit = Vector256.Create(boundaries[k]);
                na -= Vector256.GreaterThanOrEqual(a, limit).AsInt32();
                nb -= Vector256.GreaterThanOrEqual(b, limit).AsInt32();
                nc -= Vector256.GreaterThanOrEqual(c, limit).AsInt32();
                nd -= Vector256.GreaterThanOrEqual(d, limit).AsInt32();
            }
            Narrow(na, nb, nc, nd).Store(codes + i);
        }
    }

    private static void Round(float* x, int largest, byte* codes)
    {
        for (int i = 0; i < Block; i += 32)
            Narrow(Whole(x + i, largest), Whole(x + i + 8, largest), Whole(x + i + 16, largest), Whole(x + i + 24, largest)).Store(codes + i);
    }

    private static Vector256<int> Whole(float* x, int largest)
    {
        var v = Vector256.Load(x);
        v &= Vector256.Equals(v, v);                            // NaN to 0
        return Vector256.ConvertToInt32(Vector256.Round(Vector256.Min(Vector256.Max(v, Vector256<float>.Zero), Vector256.Create((float)largest))));
    }

    private static Vector256<byte> Narrow(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d) =>
        Vector256.Narrow(Vector256.Narrow(a, b).AsUInt16(), Vector256.Narrow(c, d).AsUInt16());

    // Eight bytes of which the lowest bits count, one after another without gaps; and back.
    private static ulong Squeeze(ulong codes, int bits)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(codes, Mask(bits));
        ulong packed = 0;
        for (int k = 0; k < 8; k++) packed |= (codes >> 8 * k & (1UL << bits) - 1) << bits * k;
        return packed;
    }

    private static ulong Spread(ulong packed, int bits)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(packed, Mask(bits));
        ulong codes = 0;
        for (int k = 0; k < 8; k++) codes |= (packed >> bits * k & (1UL << bits) - 1) << 8 * k;
        return codes;
    }

    private static ulong Mask(int bits) => 0x0101010101010101UL * ((1UL << bits) - 1);
}
