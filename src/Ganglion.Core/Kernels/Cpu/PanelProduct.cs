using System.Numerics;

namespace Ganglion;

/// <summary>A matrix laid out once in panels, two vectors wide, and multiplied many times by few rows: what recurrence and attention are made
/// of.</summary>
internal static unsafe class PanelProduct<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Width => 2 * S.Count;

    /// <summary>The number of elements that the panels of a [k, n] matrix take.</summary>
    public static nint Size(int k, int n) => (nint)(n + Width - 1) / Width * Width * k;

    /// <summary>Lays out b [k, n], or [n, k] if <paramref name="transpose"/>, whose rows are <paramref name="ld"/> apart.</summary>
    public static void Pack(T* b, nint ld, bool transpose, int k, int n, T* panels)
    {
        for (int j = 0; j < n; j += Width, panels += (nint)k * Width)
            Packing.Panel<S, V, T>(transpose ? b + j * ld : b + j, ld, transpose, k, Math.Min(Width, n - j), Width, panels);
    }

    /// <summary>c [rows, n] = (add ? c : 0) + a·b; element (i, l) of a is at i·<paramref name="rs"/> + l·<paramref name="ks"/>, c's rows are
    /// <paramref name="cs"/> apart. With <paramref name="packed"/>, b was laid out with so many rows, of which the first k count.</summary>
    public static void Multiply(T* a, nint rs, nint ks, T* panels, int rows, int n, int k, T* c, nint cs, bool add, int packed = 0)
    {
        int tile = MatMulJob.On<S, V, T>.TileRows();
        nint panel = (nint)(packed > 0 ? packed : k) * Width;
        for (int j = 0; j < n; j += Width, panels += panel)
        {
            int count = Math.Min(Width, n - j), lanes = (count - 1) % S.Count + 1;
            for (int i = 0, done; i < rows; i += done)
            {
                int height = Math.Min(rows - i, tile);
                T* from = a + i * rs, to = c + i * cs + j;
                done = count <= S.Count ? MatMulJob.On<S, V, T>.Tiles<N1>(height, from, rs, ks, panels, Width, k, to, cs, lanes, add, null)
                    : MatMulJob.On<S, V, T>.Tiles<N2>(height, from, rs, ks, panels, Width, k, to, cs, lanes, add, null);
            }
        }
    }

    /// <summary>The first <paramref name="n"/> elements, up to a vector.</summary>
    public static V Load(T* p, int n) => n >= S.Count ? S.Load(p) : S.LoadPart(p, n);

    /// <summary>Writes the first <paramref name="n"/> elements, up to a vector.</summary>
    public static void Store(T* p, V v, int n)
    {
        if (n >= S.Count) S.Store(p, v); else S.StorePart(p, v, n);
    }
}
