using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>Lays a slice of a matrix out as the tiles read it: [k][width], so that each step of k is one contiguous row.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// to[l·width + i] = from[l·ld + i] (rows along k), or from[i·ld + l] if <paramref name="transpose"/>, for i &lt; count; zeros up to width.
    /// </summary>
    public static void Panel<S, V, T>(T* from, nint ld, bool transpose, int k, int count, int width, T* to)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged
    {
        if (transpose)
        {
            Transpose(from, ld, k, count, width, to);
            for (int i = count; i < width; i++)
                for (int l = 0; l < k; l++) to[l * width + i] = default;
            return;
        }
        if (count == width && width == 2 * S.Count)
            for (int l = 0; l < k; l++, from += ld, to += width)
            {
                S.Store(to, S.Load(from));
                S.Store(to + S.Count, S.Load(from + S.Count));
            }
        else
            for (int l = 0; l < k; l++, from += ld, to += width)
            {
                int i = 0;
                for (; i <= count - S.Count; i += S.Count) S.Store(to + i, S.Load(from + i));
                if (i < width) S.StorePart(to + i, S.LoadPart(from + i, count - i), Math.Min(width - i, S.Count));
                for (i += S.Count; i < width; i++) to[i] = default;
            }
    }

    /// <summary>to[i·length + j] = from[i·ld + j] for i &lt; rows and j &lt; columns.</summary>
    public static void Copy<S, V, T>(T* from, nint ld, int rows, int columns, T* to, nint length)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged
    {
        for (; rows > 0; rows--, from += ld, to += length)
        {
            int j = 0;
            for (; j <= columns - S.Count; j += S.Count) S.Store(to + j, S.Load(from + j));
            if (j < columns) S.StorePart(to + j, S.LoadPart(from + j, columns - j), columns - j);
        }
    }

    /// <summary>to[l·width + i] = from[i·ld + l] for i &lt; count and l &lt; k.</summary>
    public static void Transpose<T>(T* from, nint ld, int k, int count, nint width, T* to) where T : unmanaged
    {
        int i = 0;
        if (typeof(T) == typeof(float) && Avx512F.IsSupported && CpuKernels.MaxVectorBits >= 512)
            for (; i <= count - 16 && k >= 16; i += 16) Rows16((float*)from + i * ld, ld, k, width, (float*)to + i);
        if (typeof(T) == typeof(float) && Avx.IsSupported)
            for (; i <= count - 8 && k >= 8; i += 8) Rows8((float*)from + i * ld, ld, k, width, (float*)to + i);
        if (typeof(T) == typeof(float) && Sse.IsSupported)
            for (; i <= count - 4 && k >= 4; i += 4) Rows4((float*)from + i * ld, ld, k, width, (float*)to + i);
        if (typeof(T) == typeof(double) && Avx.IsSupported)
            for (; i <= count - 4 && k >= 4; i += 4) Rows4((double*)from + i * ld, ld, k, width, (double*)to + i);
        for (; i < count; i++)
            for (int l = 0; l < k; l++) to[l * width + i] = from[i * ld + l];
    }

    private static void Rows4(double* from, nint ld, int k, nint width, double* to)
    {
        int l = 0;
        for (; l <= k - 4; l += 4)
        {
            double* p = from + l, q = to + l * width;
            Vector256<double> a = Vector256.Load(p), b = Vector256.Load(p + ld), c = Vector256.Load(p + 2 * ld), d = Vector256.Load(p + 3 * ld);
            Vector256<double> ab = Avx.UnpackLow(a, b), ab2 = Avx.UnpackHigh(a, b), cd = Avx.UnpackLow(c, d), cd2 = Avx.UnpackHigh(c, d);
            Avx.Permute2x128(ab, cd, 0x20).Store(q);
            Avx.Permute2x128(ab2, cd2, 0x20).Store(q + width);
            Avx.Permute2x128(ab, cd, 0x31).Store(q + 2 * width);
            Avx.Permute2x128(ab2, cd2, 0x31).Store(q + 3 * width);
        }
        for (; l < k; l++)
            for (int i = 0; i < 4; i++) to[l * width + i] = from[i * ld + l];
    }

    private static void Rows4(float* from, nint ld, int k, nint width, float* to)
    {
        int l = 0;
        for (; l <= k - 4; l += 4)
        {
            float* p = from + l, q = to + l * width;
            var a = Vector128.Load(p);
            var b = Vector128.Load(p + ld);
            var c = Vector128.Load(p + 2 * ld);
            var d = Vector128.Load(p + 3 * ld);
            Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d), ab2 = Sse.UnpackHigh(a, b), cd2 = Sse.UnpackHigh(c, d);
            Sse.MoveLowToHigh(ab, cd).Store(q);
            Sse.MoveHighToLow(cd, ab).Store(q + width);
            Sse.MoveLowToHigh(ab2, cd2).Store(q + 2 * width);
            Sse.MoveHighToLow(cd2, ab2).Store(q + 3 * width);
        }
        for (; l < k; l++)
            for (int i = 0; i < 4; i++) to[l * width + i] = from[i * ld + l];
    }

    private static void Rows8(float* from, nint ld, int k, nint width, float* to)
    {
        int l = 0;
        for (; l <= k - 8; l += 8)
        {
            float* p = from + l, q = to + l * width;
            // rows i and i + 4 share a register, so that the transposition below stays within its halves
            Vector256<float> a = Pair(p, ld), b = Pair(p + ld, ld), c = Pair(p + 2 * ld, ld), d = Pair(p + 3 * ld, ld);
            Quarter(a, b, c, d, q, width);
            p += 4;
            (a, b, c, d) = (Pair(p, ld), Pair(p + ld, ld), Pair(p + 2 * ld, ld), Pair(p + 3 * ld, ld));
            Quarter(a, b, c, d, q + 4 * width, width);
        }
        for (; l < k; l++)
            for (int i = 0; i < 8; i++) to[l * width + i] = from[i * ld + l];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* p, nint ld) => Vector256.Create(Vector128.Load(p), Vector128.Load(p + 4 * ld));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to, nint width)
    {
        Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d), ab2 = Avx.UnpackHigh(a, b), cd2 = Avx.UnpackHigh(c, d);
        Avx.Shuffle(ab, cd, 0x44).Store(to);
        Avx.Shuffle(ab, cd, 0xEE).Store(to + width);
        Avx.Shuffle(ab2, cd2, 0x44).Store(to + 2 * width);
        Avx.Shuffle(ab2, cd2, 0xEE).Store(to + 3 * width);
    }

    private static void Rows16(float* from, nint ld, int k, nint width, float* to)
    {
        int l = 0;
        for (; l <= k - 16; l += 16, from += 16, to += 16 * width)
        {
            // Quarters of a register hold four rows' four columns; then quarters change places between registers.
            Four(from, ld, out var a0, out var a1, out var a2, out var a3);
            Four(from + 4 * ld, ld, out var b0, out var b1, out var b2, out var b3);
            Four(from + 8 * ld, ld, out var c0, out var c1, out var c2, out var c3);
            Four(from + 12 * ld, ld, out var d0, out var d1, out var d2, out var d3);
            Quarters(a0, b0, c0, d0, to, 4 * width);
            Quarters(a1, b1, c1, d1, to + width, 4 * width);
            Quarters(a2, b2, c2, d2, to + 2 * width, 4 * width);
            Quarters(a3, b3, c3, d3, to + 3 * width, 4 * width);
        }
        for (; l < k; l++, from++, to += width)
            for (int i = 0; i < 16; i++) to[i] = from[i * ld];
    }

    // Columns 4q + 0, 1, 2, 3 of four rows, for each quarter q.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* p, nint ld, out Vector512<float> x0, out Vector512<float> x1, out Vector512<float> x2, out Vector512<float> x3)
    {
        Vector512<float> a = Vector512.Load(p), b = Vector512.Load(p + ld), c = Vector512.Load(p + 2 * ld), d = Vector512.Load(p + 3 * ld);
        Vector512<float> ab = Avx512F.UnpackLow(a, b), cd = Avx512F.UnpackLow(c, d), ab2 = Avx512F.UnpackHigh(a, b), cd2 = Avx512F.UnpackHigh(c, d);
        x0 = Avx512F.Shuffle(ab, cd, 0x44);
        x1 = Avx512F.Shuffle(ab, cd, 0xEE);
        x2 = Avx512F.Shuffle(ab2, cd2, 0x44);
        x3 = Avx512F.Shuffle(ab2, cd2, 0xEE);
    }

    // Row q of what is stored: quarter q of a, b, c and d.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint step)
    {
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0x88), cd = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<float> ab2 = Avx512F.Shuffle4x128(a, b, 0xDD), cd2 = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(ab, cd, 0x88).Store(to);
        Avx512F.Shuffle4x128(ab2, cd2, 0x88).Store(to + step);
        Avx512F.Shuffle4x128(ab, cd, 0xDD).Store(to + 2 * step);
        Avx512F.Shuffle4x128(ab2, cd2, 0xDD).Store(to + 3 * step);
    }
}
