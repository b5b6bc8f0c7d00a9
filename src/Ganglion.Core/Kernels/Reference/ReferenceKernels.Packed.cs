using System.Numerics;
using System.Runtime.InteropServices;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void PackBits(Tensor x, Tensor? boundaries, int bits, Tensor words)
    {
        if (x.DType == DType.F32) PackBits<float>(x, boundaries, bits, words); else PackBits<double>(x, boundaries, bits, words);
    }

    public override void UnpackBits(Tensor words, int bits, Tensor? table, Tensor y)
    {
        if (y.DType == DType.F32) UnpackBits<float>(words, bits, table, y); else UnpackBits<double>(words, bits, table, y);
    }

    private static void PackBits<T>(Tensor x, Tensor? boundaries, int bits, Tensor words) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>();
        Span<byte> to = MemoryMarshal.AsBytes(words.Data<float>());
        var limits = boundaries is null ? [] : boundaries.Data<T>();
        to.Clear();
        for (int i = 0; i < from.Length; i++)
        {
            int code = 0;
            if (boundaries is null) code = (int)Math.Clamp(Math.Round(T.IsNaN(from[i]) ? 0 : D(from[i])), 0, (1 << bits) - 1);
            else foreach (T limit in limits) if (from[i] >= limit) code++;
            for (int b = 0; b < bits; b++)
            {
                long place = (long)i * bits + b;
                if ((code >> b & 1) != 0) to[(int)(place / 8)] |= (byte)(1 << (int)(place % 8));
            }
        }
    }

    private static void UnpackBits<T>(Tensor words, int bits, Tensor? table, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<byte> from = MemoryMarshal.AsBytes(words.Data<float>());
        Span<T> to = y.Data<T>();
        for (int i = 0; i < to.Length; i++)
        {
            int code = 0;
            for (int b = 0; b < bits; b++)
            {
                long place = (long)i * bits + b;
                code |= (from[(int)(place / 8)] >> (int)(place % 8) & 1) << b;
            }
            to[i] = table is null ? F<T>(code) : table.Data<T>()[code];
        }
    }
}
