using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Forward transforms along the rows of [n, width], real and imaginary parts apart, so that neighbouring columns fill a vector. A transform backward
/// is one forward with the two parts exchanged.
/// </summary>
internal static unsafe class FourierPasses<S, V, T>
    where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>In place; <paramref name="memory"/> as large as <see cref="FourierPlan{T}.Memory"/> says.</summary>
    public static void Run(FourierPlan<T> plan, T* re, T* im, int width, T* memory)
    {
        if (plan.Convolution is not null) Chirped(plan, re, im, width, memory);
        else if (plan.Rows is not null) FourSteps(plan, re, im, width, memory);
        else
        {
            T* fromRe = re, fromIm = im, toRe = memory, toIm = memory + (nint)plan.N * width;
            int parts = plan.N, stride = width;                 // stride: columns times what is done
            for (int pass = 0; pass < plan.Factors.Length; pass++)
            {
                int f = plan.Factors[pass];
                parts /= f;
                fixed (T* w = plan.Passes![pass]) Pass(f, fromRe, fromIm, toRe, toIm, w, parts, stride);
                stride *= f;
                T* r = fromRe, i = fromIm;
                fromRe = toRe;
                fromIm = toIm;
                toRe = r;
                toIm = i;
            }
            if (fromRe == re) return;
            Move(fromRe, re, (nint)plan.N * width);
            Move(fromIm, im, (nint)plan.N * width);
        }
    }

    private static void Pass(int factor, T* xr, T* xi, T* yr, T* yi, T* w, int parts, int stride)
    {
        switch (factor)
        {
            case 1: Move(xr, yr, (nint)parts * stride); Move(xi, yi, (nint)parts * stride); break;
            case 2: Two(xr, xi, yr, yi, w, parts, stride); break;
            case 3: Three(xr, xi, yr, yi, w, parts, stride); break;
            case 4: Four(xr, xi, yr, yi, w, parts, stride); break;
            default: Any(factor, xr, xi, yr, yi, w, parts, stride); break;
        }
    }

    private static void Two(T* xr, T* xi, T* yr, T* yi, T* w, int parts, int stride)
    {
        nint half = (nint)parts * stride;
        for (int p = 0; p < parts; p++, w += 2)
        {
            V wr = S.Create(w[0]), wi = S.Create(w[1]);
            T* ar = xr + (nint)p * stride, ai = xi + (nint)p * stride, br = yr + (nint)p * 2 * stride, bi = yi + (nint)p * 2 * stride;
            for (int q = 0; q < stride; q += S.Count)
            {
                int n = stride - q;
                V r0 = Load(ar + q, n), i0 = Load(ai + q, n), r1 = Load(ar + half + q, n), i1 = Load(ai + half + q, n);
                Store(br + q, S.Add(r0, r1), n);
                Store(bi + q, S.Add(i0, i1), n);
                Turned(br + stride + q, bi + stride + q, S.Sub(r0, r1), S.Sub(i0, i1), wr, wi, n);
            }
        }
    }

    private static void Three(T* xr, T* xi, T* yr, T* yi, T* w, int parts, int stride)
    {
        nint third = (nint)parts * stride;
        V half = S.Create(T.CreateTruncating(-0.5)), root = S.Create(T.CreateTruncating(-0.86602540378443864676));
        for (int p = 0; p < parts; p++, w += 4)
        {
            V wr = S.Create(w[0]), wi = S.Create(w[1]), ur = S.Create(w[2]), ui = S.Create(w[3]);
            T* ar = xr + (nint)p * stride, ai = xi + (nint)p * stride, br = yr + (nint)p * 3 * stride, bi = yi + (nint)p * 3 * stride;
            for (int q = 0; q < stride; q += S.Count)
            {
                int n = stride - q;
                V r0 = Load(ar + q, n), i0 = Load(ai + q, n), r1 = Load(ar + third + q, n), i1 = Load(ai + third + q, n);
                V r2 = Load(ar + 2 * third + q, n), i2 = Load(ai + 2 * third + q, n);
                V sr = S.Add(r1, r2), si = S.Add(i1, i2), mr = S.Fma(half, sr, r0), mi = S.Fma(half, si, i0);
                V dr = S.Mul(root, S.Sub(r1, r2)), di = S.Mul(root, S.Sub(i1, i2));
                Store(br + q, S.Add(r0, sr), n);
                Store(bi + q, S.Add(i0, si), n);
                Turned(br + stride + q, bi + stride + q, S.Sub(mr, di), S.Add(mi, dr), wr, wi, n);
                Turned(br + 2 * stride + q, bi + 2 * stride + q, S.Add(mr, di), S.Sub(mi, dr), ur, ui, n);
            }
        }
    }

    private static void Four(T* xr, T* xi, T* yr, T* yi, T* w, int parts, int stride)
    {
        nint quarter = (nint)parts * stride;
        for (int p = 0; p < parts; p++, w += 6)
        {
            V wr = S.Create(w[0]), wi = S.Create(w[1]), ur = S.Create(w[2]), ui = S.Create(w[3]), vr = S.Create(w[4]), vi = S.Create(w[5]);
            T* ar = xr + (nint)p * stride, ai = xi + (nint)p * stride, br = yr + (nint)p * 4 * stride, bi = yi + (nint)p * 4 * stride;
            for (int q = 0; q < stride; q += S.Count)
            {
                int n = stride - q;
                V r0 = Load(ar + q, n), i0 = Load(ai + q, n), r1 = Load(ar + quarter + q, n), i1 = Load(ai + quarter + q, n);
                V r2 = Load(ar + 2 * quarter + q, n), i2 = Load(ai + 2 * quarter + q, n);
                V r3 = Load(ar + 3 * quarter + q, n), i3 = Load(ai + 3 * quarter + q, n);
                V er = S.Add(r0, r2), ei = S.Add(i0, i2), fr = S.Sub(r0, r2), fi = S.Sub(i0, i2);
                V gr = S.Add(r1, r3), gi = S.Add(i1, i3), hr = S.Sub(r1, r3), hi = S.Sub(i1, i3);
                Store(br + q, S.Add(er, gr), n);
                Store(bi + q, S.Add(ei, gi), n);
                Turned(br + stride + q, bi + stride + q, S.Add(fr, hi), S.Sub(fi, hr), wr, wi, n);
                Turned(br + 2 * stride + q, bi + 2 * stride + q, S.Sub(er, gr), S.Sub(ei, gi), ur, ui, n);
                Turned(br + 3 * stride + q, bi + 3 * stride + q, S.Sub(fr, hi), S.Add(fi, hr), vr, vi, n);
            }
        }
    }

    // A small prime, by its definition.
    private static void Any(int f, T* xr, T* xi, T* yr, T* yi, T* w, int parts, int stride)
    {
        T* cos = stackalloc T[f], sin = stackalloc T[f];
        T* r = stackalloc T[f * S.Count], i = stackalloc T[f * S.Count];
        for (int j = 0; j < f; j++)
        {
            var (s, c) = Math.SinCos(-2 * Math.PI * j / f);
            (cos[j], sin[j]) = (T.CreateTruncating(c), T.CreateTruncating(s));
        }
        nint apart = (nint)parts * stride;
        for (int p = 0; p < parts; p++, w += 2 * (f - 1))
        {
            T* br = yr + (nint)p * f * stride, bi = yi + (nint)p * f * stride;
            for (int q = 0; q < stride; q += S.Count)
            {
                int n = stride - q;
                for (int j = 0; j < f; j++)
                {
                    S.Store(r + j * S.Count, Load(xr + j * apart + (nint)p * stride + q, n));
                    S.Store(i + j * S.Count, Load(xi + j * apart + (nint)p * stride + q, n));
                }
                for (int k = 0; k < f; k++)
                {
                    V sr = S.Load(r), si = S.Load(i);
                    for (int j = 1, root = k; j < f; j++, root = (root + k) % f)
                    {
                        V c = S.Create(cos[root]), s = S.Create(sin[root]), a = S.Load(r + j * S.Count), b = S.Load(i + j * S.Count);
                        sr = S.Fma(a, c, S.Sub(sr, S.Mul(b, s)));
                        si = S.Fma(b, c, S.Fma(a, s, si));
                    }
                    if (k > 0) Turned(br + (nint)k * stride + q, bi + (nint)k * stride + q, sr, si, S.Create(w[2 * k - 2]), S.Create(w[2 * k - 1]),
                        n);
                    else { Store(br + q, sr, n); Store(bi + q, si, n); }
                }
            }
        }
    }

    // [rows, columns] down the columns, times the roots, turned, and down the columns again.
    private static void FourSteps(FourierPlan<T> plan, T* re, T* im, int width, T* memory)
    {
        FourierPlan<T> rows = plan.Rows!, columns = plan.Columns!;
        int n1 = rows.N, n2 = columns.N;
        nint size = (nint)plan.N * width;
        T* tr = memory, ti = memory + size, rest = memory + 2 * size;
        Run(rows, re, im, n2 * width, rest);
        fixed (T* roots = plan.Roots)
            for (int i = 0; i < plan.N; i += width == 1 ? S.Count : 1)
            {
                int n = plan.N - i;
                nint at = (nint)i * width;
                if (width == 1) Turned(re + i, im + i, Load(re + i, n), Load(im + i, n), Load(roots + i, n), Load(roots + plan.N + i, n), n);
                else Times(re + at, im + at, re + at, im + at, roots[i], roots[plan.N + i], width);
            }
        Turn(re, tr, n1, n2, width);
        Turn(im, ti, n1, n2, width);
        Run(columns, tr, ti, n1 * width, rest);
        Move(tr, re, size);
        Move(ti, im, size);
    }

    // [rows, columns] to [columns, rows], in squares that stay in the cache.
    private static void Turn(T* from, T* to, int rows, int columns, int width)
    {
        const int Side = 16;
        for (int i0 = 0; i0 < rows; i0 += Side)
            for (int j0 = 0; j0 < columns; j0 += Side)
                for (int i = i0; i < Math.Min(i0 + Side, rows); i++)
                    for (int j = j0; j < Math.Min(j0 + Side, columns); j++)
                    {
                        T* x = from + ((nint)i * columns + j) * width, y = to + ((nint)j * rows + i) * width;
                        for (int c = 0; c < width; c++) y[c] = x[c];
                    }
    }

    private static void Chirped(FourierPlan<T> plan, T* re, T* im, int width, T* memory)
    {
        var convolution = plan.Convolution!;
        nint size = (nint)convolution.N * width;
        T* r = memory, i = memory + size, rest = memory + 2 * size;
        fixed (T* chirp = plan.Chirp, response = plan.Response)
        {
            for (int j = 0; j < plan.N; j++)
                Times(re + (nint)j * width, im + (nint)j * width, r + (nint)j * width, i + (nint)j * width, chirp[2 * j], chirp[2 * j + 1], width);
            new Span<T>(r + (nint)plan.N * width, (convolution.N - plan.N) * width).Clear();
            new Span<T>(i + (nint)plan.N * width, (convolution.N - plan.N) * width).Clear();
            Run(convolution, r, i, width, rest);
            for (int j = 0; j < convolution.N; j++)
                Times(r + (nint)j * width, i + (nint)j * width, r + (nint)j * width, i + (nint)j * width, response[2 * j], response[2 * j + 1], width);
            Run(convolution, i, r, width, rest);
            for (int j = 0; j < plan.N; j++)
                Times(r + (nint)j * width, i + (nint)j * width, re + (nint)j * width, im + (nint)j * width, chirp[2 * j], chirp[2 * j + 1], width);
        }
    }

    // One row times one complex number.
    private static void Times(T* xr, T* xi, T* yr, T* yi, T re, T im, int width)
    {
        V wr = S.Create(re), wi = S.Create(im);
        for (int q = 0; q < width; q += S.Count) Turned(yr + q, yi + q, Load(xr + q, width - q), Load(xi + q, width - q), wr, wi, width - q);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turned(T* yr, T* yi, V r, V i, V wr, V wi, int n)
    {
        Store(yr, S.Fma(r, wr, S.Neg(S.Mul(i, wi))), n);
        Store(yi, S.Fma(r, wi, S.Mul(i, wr)), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(T* p, int n) => n >= S.Count ? S.Load(p) : S.LoadPart(p, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* p, V v, int n)
    {
        if (n >= S.Count) S.Store(p, v); else S.StorePart(p, v, n);
    }

    private static void Move(T* from, T* to, nint n) => Buffer.MemoryCopy(from, to, n * sizeof(T), n * sizeof(T));
}
