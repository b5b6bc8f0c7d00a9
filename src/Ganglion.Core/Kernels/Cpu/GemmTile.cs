using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>A number known to the compiler.</summary>
internal interface ICount { static abstract int N { get; } }

internal readonly struct N1 : ICount { public static int N => 1; }

internal readonly struct N2 : ICount { public static int N => 2; }

internal readonly struct N3 : ICount { public static int N => 3; }

internal readonly struct N4 : ICount { public static int N => 4; }

internal readonly struct N5 : ICount { public static int N => 5; }

internal readonly struct N6 : ICount { public static int N => 6; }

internal readonly struct N7 : ICount { public static int N => 7; }

internal readonly struct N8 : ICount { public static int N => 8; }

internal readonly struct N9 : ICount { public static int N => 9; }

internal readonly struct N10 : ICount { public static int N => 10; }

internal readonly struct N11 : ICount { public static int N => 11; }

internal readonly struct N12 : ICount { public static int N => 12; }

internal readonly struct N13 : ICount { public static int N => 13; }

internal readonly struct N14 : ICount { public static int N => 14; }

internal readonly struct N15 : ICount { public static int N => 15; }

internal readonly struct N16 : ICount { public static int N => 16; }

/// <summary>One register tile of a matrix product, up to 12 rows by 2 vectors. Rows that R does not count are compiled away.</summary>
internal static unsafe class GemmTile<S, V, T, R, C>
    where S : struct, ISimd<V, T> where V : struct where T : unmanaged where R : struct, ICount where C : struct, ICount
{
    /// <summary>
    /// c[i, j] = (add ? c[i, j] : bias[j]) + Σ over l of a[i·rs + l·ks] · b[l·bs + j]. The last vector of c has
    /// <paramref name="lanes"/> columns; b is readable in whole vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* a, nint rs, nint ks, T* b, nint bs, int k, T* c, nint cs, int lanes, bool add, T* bias)
    {
        V c00 = S.Zero, c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00, c80 = c00, c90 = c00, ca0 = c00, cb0 = c00;
        V c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00, c61 = c00, c71 = c00, c81 = c00, c91 = c00, ca1 = c00, cb1 = c00;
        nint rs2 = 2 * rs;
        T* a3 = a + 3 * rs, a6 = a3 + 3 * rs, a9 = a6 + 3 * rs;
        for (; k > 0; k--)
        {
            V b0 = S.Load(b), b1 = C.N > 1 ? S.Load(b + S.Count) : b0, x;
            x = S.Create(*a); c00 = S.Fma(x, b0, c00); if (C.N > 1) c01 = S.Fma(x, b1, c01);
            if (R.N > 1) { x = S.Create(a[rs]); c10 = S.Fma(x, b0, c10); if (C.N > 1) c11 = S.Fma(x, b1, c11); }
            if (R.N > 2) { x = S.Create(a[rs2]); c20 = S.Fma(x, b0, c20); if (C.N > 1) c21 = S.Fma(x, b1, c21); }
            if (R.N > 3) { x = S.Create(*a3); c30 = S.Fma(x, b0, c30); if (C.N > 1) c31 = S.Fma(x, b1, c31); }
            if (R.N > 4) { x = S.Create(a3[rs]); c40 = S.Fma(x, b0, c40); if (C.N > 1) c41 = S.Fma(x, b1, c41); }
            if (R.N > 5) { x = S.Create(a3[rs2]); c50 = S.Fma(x, b0, c50); if (C.N > 1) c51 = S.Fma(x, b1, c51); }
            if (R.N > 6) { x = S.Create(*a6); c60 = S.Fma(x, b0, c60); if (C.N > 1) c61 = S.Fma(x, b1, c61); }
            if (R.N > 7) { x = S.Create(a6[rs]); c70 = S.Fma(x, b0, c70); if (C.N > 1) c71 = S.Fma(x, b1, c71); }
            if (R.N > 8) { x = S.Create(a6[rs2]); c80 = S.Fma(x, b0, c80); if (C.N > 1) c81 = S.Fma(x, b1, c81); }
            if (R.N > 9) { x = S.Create(*a9); c90 = S.Fma(x, b0, c90); if (C.N > 1) c91 = S.Fma(x, b1, c91); }
            if (R.N > 10) { x = S.Create(a9[rs]); ca0 = S.Fma(x, b0, ca0); if (C.N > 1) ca1 = S.Fma(x, b1, ca1); }
            if (R.N > 11) { x = S.Create(a9[rs2]); cb0 = S.Fma(x, b0, cb0); if (C.N > 1) cb1 = S.Fma(x, b1, cb1); }
            a += ks;
            if (R.N > 3) a3 += ks;
            if (R.N > 6) a6 += ks;
            if (R.N > 9) a9 += ks;
            b += bs;
        }
        Store(c, c00, c01, lanes, add, bias);
        if (R.N > 1) Store(c + cs, c10, c11, lanes, add, bias);
        if (R.N > 2) Store(c + 2 * cs, c20, c21, lanes, add, bias);
        if (R.N > 3) Store(c + 3 * cs, c30, c31, lanes, add, bias);
        if (R.N > 4) Store(c + 4 * cs, c40, c41, lanes, add, bias);
        if (R.N > 5) Store(c + 5 * cs, c50, c51, lanes, add, bias);
        if (R.N > 6) Store(c + 6 * cs, c60, c61, lanes, add, bias);
        if (R.N > 7) Store(c + 7 * cs, c70, c71, lanes, add, bias);
        if (R.N > 8) Store(c + 8 * cs, c80, c81, lanes, add, bias);
        if (R.N > 9) Store(c + 9 * cs, c90, c91, lanes, add, bias);
        if (R.N > 10) Store(c + 10 * cs, ca0, ca1, lanes, add, bias);
        if (R.N > 11) Store(c + 11 * cs, cb0, cb1, lanes, add, bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, V v0, V v1, int lanes, bool add, T* bias)
    {
        T* from = add ? c : bias;
        if (lanes == S.Count)
        {
            if (from != null)
            {
                v0 = S.Add(v0, S.Load(from));
                if (C.N > 1) v1 = S.Add(v1, S.Load(from + S.Count));
            }
            S.Store(c, v0);
            if (C.N > 1) S.Store(c + S.Count, v1);
        }
        else
        {
            if (C.N > 1)
            {
                S.Store(c, from == null ? v0 : S.Add(v0, S.Load(from)));
                v0 = v1;
                c += S.Count;
                if (from != null) from += S.Count;
            }
            S.StorePart(c, from == null ? v0 : S.Add(v0, S.LoadPart(from, lanes)), lanes);
        }
    }
}
