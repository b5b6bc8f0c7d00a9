using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganglion;

/// <summary>What factorisations do to rows in memory, for one width and element type.</summary>
internal static unsafe class RowMath<S, V, T>
    where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    public static T Dot(T* x, T* y, int n)
    {
        V a = S.Zero, b = S.Zero, c = S.Zero, d = S.Zero;
        int i = 0;
        for (; i <= n - 4 * S.Count; i += 4 * S.Count)
        {
            a = S.Fma(S.Load(x + i), S.Load(y + i), a);
            b = S.Fma(S.Load(x + i + S.Count), S.Load(y + i + S.Count), b);
            c = S.Fma(S.Load(x + i + 2 * S.Count), S.Load(y + i + 2 * S.Count), c);
            d = S.Fma(S.Load(x + i + 3 * S.Count), S.Load(y + i + 3 * S.Count), d);
        }
        for (; i <= n - S.Count; i += S.Count) a = S.Fma(S.Load(x + i), S.Load(y + i), a);
        if (i < n) b = S.Fma(S.LoadPart(x + i, n - i), S.LoadPart(y + i, n - i), b);
        return S.Sum(S.Add(S.Add(a, b), S.Add(c, d)));
    }

    /// <summary>y += scale · x.</summary>
    public static void AddScaled(T* y, T* x, T scale, int n)
    {
        V f = S.Create(scale);
        int i = 0;
        for (; i <= n - S.Count; i += S.Count) S.Store(y + i, S.Fma(f, S.Load(x + i), S.Load(y + i)));
        if (i < n) S.StorePart(y + i, S.Fma(f, S.LoadPart(x + i, n - i), S.LoadPart(y + i, n - i)), n - i);
    }

    /// <summary>y += p · x + q · z.</summary>
    public static void AddScaled(T* y, T* x, T p, T* z, T q, int n)
    {
        V f = S.Create(p), g = S.Create(q);
        int i = 0;
        for (; i <= n - S.Count; i += S.Count) S.Store(y + i, S.Fma(f, S.Load(x + i), S.Fma(g, S.Load(z + i), S.Load(y + i))));
        if (i < n) S.StorePart(y + i, S.Fma(f, S.LoadPart(x + i, n - i), S.Fma(g, S.LoadPart(z + i, n - i), S.LoadPart(y + i, n - i))), n - i);
    }

    public static void Scale(T* x, T scale, int n)
    {
        V f = S.Create(scale);
        int i = 0;
        for (; i <= n - S.Count; i += S.Count) S.Store(x + i, S.Mul(f, S.Load(x + i)));
        if (i < n) S.StorePart(x + i, S.Mul(f, S.LoadPart(x + i, n - i)), n - i);
    }

    /// <summary>x, y = c·x + s·y, c·y - s·x.</summary>
    public static void Rotate(T* x, T* y, T c, T s, int n)
    {
        V vc = S.Create(c), vs = S.Create(s);
        int i = 0;
        for (; i <= n - S.Count; i += S.Count)
        {
            V a = S.Load(x + i), b = S.Load(y + i);
            S.Store(x + i, S.Fma(vc, a, S.Mul(vs, b)));
            S.Store(y + i, S.Fma(vc, b, S.Neg(S.Mul(vs, a))));
        }
        if (i < n)
        {
            V a = S.LoadPart(x + i, n - i), b = S.LoadPart(y + i, n - i);
            S.StorePart(x + i, S.Fma(vc, a, S.Mul(vs, b)), n - i);
            S.StorePart(y + i, S.Fma(vc, b, S.Neg(S.Mul(vs, a))), n - i);
        }
    }

    public static void Swap(T* x, T* y, int n)
    {
        for (int i = 0; i < n; i++) (x[i], y[i]) = (y[i], x[i]);
    }

    /// <summary>
    /// The reflection I - tau·v·vᵀ that takes x [n] to ±|x| on its first element: v, with v[0] = 1, takes the place of the rest of x, and x[0]
    /// becomes that value. Returns tau, 0 if nothing is to be done.
    /// </summary>
    public static T Reflect(T* x, int n)
    {
        T largest = T.Zero;
        for (int i = 1; i < n; i++) largest = T.MaxMagnitude(largest, x[i]);
        if (largest == T.Zero || !T.IsFinite(largest)) return T.IsFinite(largest) ? T.Zero : T.NaN;
        largest = T.MaxMagnitude(T.Abs(largest), T.Abs(x[0]));
        T sum = T.Zero;
        if (largest > T.CreateTruncating(1e-15) && largest < T.CreateTruncating(1e15)) sum = T.Sqrt(Dot(x, x, n));
        else
        {
            for (int i = 0; i < n; i++) { T v = x[i] / largest; sum += v * v; }
            sum = largest * T.Sqrt(sum);
        }
        T beta = x[0] > T.Zero ? -sum : sum, tau = (beta - x[0]) / beta, pivot = x[0] - beta;
        for (int i = 1; i < n; i++) x[i] /= pivot;
        x[0] = beta;
        return tau;
    }

    /// <summary>Applies the reflection whose v is 1 followed by <paramref name="v"/>[1 .. n - 1] to y [n].</summary>
    public static void Apply(T* v, T tau, T* y, int n)
    {
        if (tau == T.Zero) return;
        T f = tau * (y[0] + Dot(v + 1, y + 1, n - 1));
        y[0] -= f;
        AddScaled(y + 1, v + 1, -f, n - 1);
    }

    /// <summary>c -= op(a)·op(b) on parts of larger matrices, by the matrix product's own blocks: a is [m, k] before op, and so on.</summary>
    public static void SubtractProduct(T* c, nint ldc, T* a, nint lda, bool transposeA, T* b, nint ldb, bool transposeB, int m, int n, int k)
    {
        if (m == 0 || n == 0 || k == 0) return;
        nint sizeA = (nint)m * k, sizeB = (nint)k * n, sizeC = (nint)m * n;
        T* pa = (T*)NativeMemory.AlignedAlloc((nuint)((sizeA + sizeB + sizeC + 48) * sizeof(T)), 64), pb = pa + (sizeA + 15 & -16), pc = pb + (sizeB
            + 15 & -16);
        try
        {
            Pack(a, lda, pa, transposeA ? k : m, transposeA ? m : k);
            Pack(b, ldb, pb, transposeB ? n : k, transposeB ? k : n);
            var job = new MatMulJob { A = pa, B = pb, C = pc, TransposeA = transposeA, TransposeB = transposeB, Batch = 1, M = m, N = n, K = k };
            job.Run<S, V, T>();
            for (int i = 0; i < m; i++) AddScaled(c + i * ldc, pc + (nint)i * n, -T.One, n);
        }
        finally { NativeMemory.AlignedFree(pa); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack(T* from, nint leading, T* to, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) new ReadOnlySpan<T>(from + i * leading, columns).CopyTo(new Span<T>(to + (nint)i * columns, columns));
    }
}
