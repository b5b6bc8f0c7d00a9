using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// One register tile of a direct convolution, up to 16 rows by a vector or 12 by two: a matrix product whose left operand is read through a table
/// of offsets, so that nothing is unfolded. Rows that R does not count are compiled away.
/// </summary>
internal static unsafe class ConvTile<S, V, T, R, C>
    where S : struct, ISimd<V, T> where V : struct where T : unmanaged where R : struct, ICount where C : struct, ICount
{
    /// <summary>c[i·cs + j] = (add ? c[i·cs + j] : 0) + Σ over l of a[i·rs + offsets[l]] · b[l·bs + j], j over C whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* a, nint rs, int* offsets, T* b, nint bs, int k, T* c, nint cs, bool add)
    {
        V c00 = S.Zero, c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00;
        V c80 = c00, c90 = c00, ca0 = c00, cb0 = c00, cc0 = c00, cd0 = c00, ce0 = c00, cf0 = c00;
        V c01 = c00, c11 = c00, c21 = c00, c31 = c00, c41 = c00, c51 = c00, c61 = c00, c71 = c00, c81 = c00, c91 = c00, ca1 = c00, cb1 = c00;
        nint rs2 = 2 * rs, rs3 = 3 * rs, rs4 = 4 * rs;
        for (int* end = offsets + k; offsets < end; offsets++, b += bs)
        {
            V b0 = S.Load(b), b1 = C.N > 1 ? S.Load(b + S.Count) : b0, x;
            T* p = a + *offsets;
            x = S.Create(*p); c00 = S.Fma(x, b0, c00); if (C.N > 1) c01 = S.Fma(x, b1, c01);
            if (R.N > 1) { x = S.Create(p[rs]); c10 = S.Fma(x, b0, c10); if (C.N > 1) c11 = S.Fma(x, b1, c11); }
            if (R.N > 2) { x = S.Create(p[rs2]); c20 = S.Fma(x, b0, c20); if (C.N > 1) c21 = S.Fma(x, b1, c21); }
            if (R.N > 3) { x = S.Create(p[rs3]); c30 = S.Fma(x, b0, c30); if (C.N > 1) c31 = S.Fma(x, b1, c31); }
            if (R.N > 4) { p += rs4; x = S.Create(*p); c40 = S.Fma(x, b0, c40); if (C.N > 1) c41 = S.Fma(x, b1, c41); }
            if (R.N > 5) { x = S.Create(p[rs]); c50 = S.Fma(x, b0, c50); if (C.N > 1) c51 = S.Fma(x, b1, c51); }
            if (R.N > 6) { x = S.Create(p[rs2]); c60 = S.Fma(x, b0, c60); if (C.N > 1) c61 = S.Fma(x, b1, c61); }
            if (R.N > 7) { x = S.Create(p[rs3]); c70 = S.Fma(x, b0, c70); if (C.N > 1) c71 = S.Fma(x, b1, c71); }
            if (R.N > 8) { p += rs4; x = S.Create(*p); c80 = S.Fma(x, b0, c80); if (C.N > 1) c81 = S.Fma(x, b1, c81); }
            if (R.N > 9) { x = S.Create(p[rs]); c90 = S.Fma(x, b0, c90); if (C.N > 1) c91 = S.Fma(x, b1, c91); }
            if (R.N > 10) { x = S.Create(p[rs2]); ca0 = S.Fma(x, b0, ca0); if (C.N > 1) ca1 = S.Fma(x, b1, ca1); }
            if (R.N > 11) { x = S.Create(p[rs3]); cb0 = S.Fma(x, b0, cb0); if (C.N > 1) cb1 = S.Fma(x, b1, cb1); }
            if (R.N > 12) { p += rs4; cc0 = S.Fma(S.Create(*p), b0, cc0); }
            if (R.N > 13) cd0 = S.Fma(S.Create(p[rs]), b0, cd0);
            if (R.N > 14) ce0 = S.Fma(S.Create(p[rs2]), b0, ce0);
            if (R.N > 15) cf0 = S.Fma(S.Create(p[rs3]), b0, cf0);
        }
        Store(c, c00, c01, add);
        if (R.N > 1) Store(c + cs, c10, c11, add);
        if (R.N > 2) Store(c + 2 * cs, c20, c21, add);
        if (R.N > 3) Store(c + 3 * cs, c30, c31, add);
        if (R.N > 4) Store(c + 4 * cs, c40, c41, add);
        if (R.N > 5) Store(c + 5 * cs, c50, c51, add);
        if (R.N > 6) Store(c + 6 * cs, c60, c61, add);
        if (R.N > 7) Store(c + 7 * cs, c70, c71, add);
        if (R.N > 8) Store(c + 8 * cs, c80, c81, add);
        if (R.N > 9) Store(c + 9 * cs, c90, c91, add);
        if (R.N > 10) Store(c + 10 * cs, ca0, ca1, add);
        if (R.N > 11) Store(c + 11 * cs, cb0, cb1, add);
        if (R.N > 12) Store(c + 12 * cs, cc0, c00, add);
        if (R.N > 13) Store(c + 13 * cs, cd0, c00, add);
        if (R.N > 14) Store(c + 14 * cs, ce0, c00, add);
        if (R.N > 15) Store(c + 15 * cs, cf0, c00, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, V v0, V v1, bool add)
    {
        S.Store(c, add ? S.Add(S.Load(c), v0) : v0);
        if (C.N > 1) S.Store(c + S.Count, add ? S.Add(S.Load(c + S.Count), v1) : v1);
    }
}

/// <summary>Rows of any number, cut into tiles.</summary>
internal static unsafe class ConvTiles<S, V, T>
    where S : struct, ISimd<V, T> where V : struct where T : unmanaged
{
    /// <summary>The tallest tile of a vector or two: as many accumulators as registers hold.</summary>
    public static int MaxRows(int vectors, int bytes) => bytes == 64 ? vectors == 1 ? 16 : 12 : vectors == 1 ? 12 : 6;

    /// <summary>All rows, in tiles of nearly the same height.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int rows, int vectors, T* a, nint rs, int* offsets, T* b, nint bs, int k, T* c, nint cs, bool add)
    {
        int max = MaxRows(vectors, S.Count * sizeof(T)), tiles = (rows + max - 1) / max;
        for (int i = 0, n; i < rows; i += n, tiles--)
            n = vectors == 1 ? Tile1((rows - i + tiles - 1) / tiles, a + i * rs, rs, offsets, b, bs, k, c + i * cs, cs, add)
                : Tile2((rows - i + tiles - 1) / tiles, a + i * rs, rs, offsets, b, bs, k, c + i * cs, cs, add);
    }

    private static int Tile1(int rows, T* a, nint rs, int* offsets, T* b, nint bs, int k, T* c, nint cs, bool add)
    {
        switch (rows)
        {
            case 1: ConvTile<S, V, T, N1, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 2: ConvTile<S, V, T, N2, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 3: ConvTile<S, V, T, N3, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 4: ConvTile<S, V, T, N4, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 5: ConvTile<S, V, T, N5, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 6: ConvTile<S, V, T, N6, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 7: ConvTile<S, V, T, N7, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 8: ConvTile<S, V, T, N8, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 9: ConvTile<S, V, T, N9, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 10: ConvTile<S, V, T, N10, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 11: ConvTile<S, V, T, N11, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 12: ConvTile<S, V, T, N12, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 13: ConvTile<S, V, T, N13, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 14: ConvTile<S, V, T, N14, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 15: ConvTile<S, V, T, N15, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            default: ConvTile<S, V, T, N16, N1>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
        }
        return rows;
    }

    private static int Tile2(int rows, T* a, nint rs, int* offsets, T* b, nint bs, int k, T* c, nint cs, bool add)
    {
        switch (rows)
        {
            case 1: ConvTile<S, V, T, N1, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 2: ConvTile<S, V, T, N2, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 3: ConvTile<S, V, T, N3, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 4: ConvTile<S, V, T, N4, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 5: ConvTile<S, V, T, N5, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 6: ConvTile<S, V, T, N6, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 7: ConvTile<S, V, T, N7, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 8: ConvTile<S, V, T, N8, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 9: ConvTile<S, V, T, N9, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 10: ConvTile<S, V, T, N10, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            case 11: ConvTile<S, V, T, N11, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
            default: ConvTile<S, V, T, N12, N2>.Run(a, rs, offsets, b, bs, k, c, cs, add); break;
        }
        return rows;
    }
}
