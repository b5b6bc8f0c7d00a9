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

    /// <summary>to[l·width + i] = from[i·ld + l] for i &lt; count and l &lt; k.</summary>
    public static void Transpose<T>(T* from, nint ld, int k, int count, nint width, T* to) where T : unmanaged
    {
        int i = 0;
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
}
