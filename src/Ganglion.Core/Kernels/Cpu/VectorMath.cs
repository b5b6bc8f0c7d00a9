using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Elementary functions on vectors, to about one unit in the last place. Exact where it matters: exp(0) = 1, tanh(0) = 0. They use fused
/// multiply-adds in a fixed order, so all widths give the same bits.
/// </summary>
internal static unsafe class VectorMath<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V C(double value) => S.Create(typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value);

    private static bool Single => typeof(T) == typeof(float);

    private static int MantissaBits => Single ? 23 : 52;

    // 2ⁿ for an integer n within the exponents: adding 1.5·2^(mantissa bits) leaves n in the low bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Pow2(V n) => S.AddBits(S.ShiftLeftBits(S.Add(n, C(Single ? 12582912.0 : 6755399441055744.0)), MantissaBits), C(1));

    // x = n·ln 2 + r with |r| ≤ ln 2 / 2; gives eʳ - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpm1(V x, out V n)
    {
        n = S.Round(S.Mul(x, C(1.44269504088896340736)));
        V r, q;
        if (Single)
        {
            r = S.Fma(n, C(2.12194440e-4), S.Fma(n, C(-0.693359375), x));
            q = S.Fma(r, C(1.9875691500e-4), C(1.3981999507e-3));
            q = S.Fma(q, r, C(8.3334519073e-3));
            q = S.Fma(q, r, C(4.1665795894e-2));
            q = S.Fma(q, r, C(1.6666665459e-1));
            q = S.Fma(q, r, C(5.0000001201e-1));
        }
        else
        {
            r = S.Fma(n, C(-1.90821492927058770002e-10), S.Fma(n, C(-6.93147180369123816490e-01), x));
            q = S.Fma(r, C(1.0 / 6227020800), C(1.0 / 479001600));
            q = S.Fma(q, r, C(1.0 / 39916800));
            q = S.Fma(q, r, C(1.0 / 3628800));
            q = S.Fma(q, r, C(1.0 / 362880));
            q = S.Fma(q, r, C(1.0 / 40320));
            q = S.Fma(q, r, C(1.0 / 5040));
            q = S.Fma(q, r, C(1.0 / 720));
            q = S.Fma(q, r, C(1.0 / 120));
            q = S.Fma(q, r, C(1.0 / 24));
            q = S.Fma(q, r, C(1.0 / 6));
            q = S.Fma(q, r, C(0.5));
        }
        return S.Fma(S.Mul(r, r), q, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        x = S.MaxFast(C(Single ? -104 : -746), S.MinFast(C(Single ? 89 : 710), x));     // second operand: NaN stays
        V y = S.Add(ReducedExpm1(x, out V n), C(1)), half = S.Floor(S.Mul(n, C(0.5)));
        return S.Mul(S.Mul(y, Pow2(half)), Pow2(S.Sub(n, half)));                       // in two steps: no overflow before its time, and denormals
    }

    /// <summary>eˣ for x ≤ 0, where results below the normal range may become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpNegative(V x)
    {
        V low = C(Single ? -87 : -708), y = S.MaxFast(low, x);
        V e = ReducedExpm1(y, out V n), scale = Pow2(n);
        return S.Select(S.Less(x, low), S.Zero, S.Fma(e, scale, scale));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        V y = S.MaxFast(C(Single ? -60 : -600), S.MinFast(C(Single ? 60 : 600), x));
        V e = ReducedExpm1(y, out V n), scale = Pow2(n), small = S.Fma(e, scale, S.Sub(scale, C(1)));
        return S.Select(S.Less(C(Single ? 60 : 600), x), Exp(x), small);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V tiny = S.Less(x, C(Single ? 1.17549435e-38 : 2.2250738585072014e-308));
        V y = S.Select(tiny, S.Mul(x, C(Single ? 8388608.0 : 4503599627370496.0)), x);
        // y = m·2ᵉ with m from √½ to √2: shifting the bits by those of √½ puts the border there
        V root = C(0.70710678118654752440), exponent = S.ShiftRightBits(S.SubBits(y, root), MantissaBits);
        V m = S.SubBits(y, S.ShiftLeftBits(exponent, MantissaBits));
        V e = S.Add(S.FromBits(SignExtended(exponent)), S.And(tiny, C(Single ? -23 : -52)));
        V f = S.Sub(m, C(1)), s = S.Div(f, S.Add(f, C(2))), z = S.Mul(s, s), r;
        if (Single) r = S.Fma(z, S.Fma(z, S.Fma(z, C(0.24279078841), C(0.28498786688)), C(0.40000972152)), C(0.66666662693));
        else
        {
            r = S.Fma(z, C(1.479819860511658591e-01), C(1.531383769920937332e-01));
            r = S.Fma(z, r, C(1.818357216161805012e-01));
            r = S.Fma(z, r, C(2.222219843214978396e-01));
            r = S.Fma(z, r, C(2.857142874366239149e-01));
            r = S.Fma(z, r, C(3.999999999940941908e-01));
            r = S.Fma(z, r, C(6.666666666666735130e-01));
        }
        V half = S.Mul(S.Mul(f, f), C(0.5));
        V low = S.Fma(s, S.Fma(z, r, half), S.Mul(e, C(Single ? 9.0580006145e-06 : 1.90821492927058770002e-10)));
        V result = S.Fma(e, C(Single ? 6.9313812256e-01 : 6.93147180369123816490e-01), S.Sub(f, S.Sub(half, low)));
        result = S.Select(S.Less(x, C(double.PositiveInfinity)), result, x);            // ∞ and NaN
        result = S.Select(S.Equal(x, S.Zero), C(double.NegativeInfinity), result);
        return S.Select(S.Less(x, S.Zero), C(double.NaN), result);
    }

    // The double's exponent comes from a logical shift (12 bits); the float's from an arithmetic one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SignExtended(V exponent)
    {
        if (Single) return exponent;
        V bias = S.Create((T)(object)BitConverter.Int64BitsToDouble(0x800));
        return S.SubBits(S.And(S.AddBits(exponent, bias), S.Create((T)(object)BitConverter.Int64BitsToDouble(0xFFF))), bias);
    }

    /// <summary>log(1 + x): the logarithm of the rounded sum, corrected by what rounding lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        V u = S.Add(x, C(1)), correction = S.Div(S.Sub(x, S.Sub(u, C(1))), u);
        return S.Add(Log(u), S.Select(S.And(S.Less(S.Zero, u), S.Less(u, C(double.PositiveInfinity))), correction, S.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        V e = ExpNegative(S.Neg(S.Abs(x)));
        return S.Div(S.Select(S.Less(x, S.Zero), e, C(1)), S.Add(e, C(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V limit = C(Single ? 10 : 20), t = S.Neg(S.MinFast(limit, S.Abs(x))), e = ReducedExpm1(S.Add(t, t), out V n), scale = Pow2(n);
        e = S.Fma(e, scale, S.Sub(scale, C(1)));
        return CopySign(S.Div(S.Neg(e), S.Add(e, C(2))), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x) => S.Add(S.Max(x, S.Zero), Log1p(ExpNegative(S.Neg(S.Abs(x)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        if (!Single) return VectorErf<S, V, T>.Erf(x);
        V t = S.MinFast(C(4), S.Abs(x)), s = S.Mul(t, t);
        V r = S.Fma(C(-1.72853470e-5), t, C(3.83197126e-4)), u = S.Fma(C(-3.88396438e-3), t, C(2.42546219e-2));
        r = S.Fma(r, s, u);
        r = S.Fma(r, t, C(-1.06777877e-1));
        r = S.Fma(r, t, C(-6.34846687e-1));
        r = S.Fma(r, t, C(-1.28717512e-1));
        r = S.Fma(r, t, S.Neg(t));
        V large = S.Sub(C(1), ExpNegative(r));
        V q = S.Fma(C(-5.96761703e-4), s, C(4.99119423e-3));
        q = S.Fma(q, s, C(-2.67681349e-2));
        q = S.Fma(q, s, C(1.12819925e-1));
        q = S.Fma(q, s, C(-3.76125336e-1));
        q = S.Fma(q, s, C(1.28379166e-1));
        q = S.Fma(q, t, t);
        return CopySign(S.Select(S.Less(C(0.927734375), t), large, q), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        if (!Single) return S.Mul(S.Mul(x, C(0.5)), VectorErf<S, V, T>.Erfc(S.Mul(x, C(-0.70710678118654752440))));
        return S.Mul(S.Mul(x, C(0.5)), S.Add(Erf(S.Mul(x, C(0.70710678118654752440))), C(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x) => S.Any(S.Less(C(Single ? 30_000 : 500_000), S.Abs(x))) ? ByLane(x, x, static (a, _) => T.Sin(a)) : Sine(x, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x) => S.Any(S.Less(C(Single ? 30_000 : 500_000), S.Abs(x))) ? ByLane(x, x, static (a, _) => T.Cos(a)) : Sine(x, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tan(V x)
    {
        if (S.Any(S.Less(C(Single ? 30_000 : 500_000), S.Abs(x)))) return ByLane(x, x, static (a, _) => T.Tan(a));
        V n = Reduced(x, out V r);
        SinCos(r, S.Add(n, C(Single ? 12582912.0 : 6755399441055744.0)), out V sin, out V cos);
        return S.Div(sin, cos);
    }

    // sin(x + quadrant·π/2) for |x| within the reach of a three-part π/2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sine(V x, int quadrant)
    {
        V n = Reduced(x, out V r);
        SinCos(r, S.Add(S.Add(n, C(quadrant)), C(Single ? 12582912.0 : 6755399441055744.0)), out V result, out _);
        return result;
    }

    // x = n·π/2 + r
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduced(V x, out V r)
    {
        V n = S.Round(S.Mul(x, C(0.63661977236758134308)));
        r = S.Fma(n, C(Single ? -1.57079601 : -1.57079632673412561417), x);
        r = S.Fma(n, C(Single ? -3.13916473e-07 : -6.07710050630396597660e-11), r);
        r = S.Fma(n, C(Single ? -5.39030253e-15 : -2.02226624879595063154e-21), r);
        return n;
    }

    /// <summary>Sine and cosine of r + quarters·π/2, |r| ≤ π/4; the low bits of <paramref name="quarters"/> count quarter turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(V r, V quarters, out V sin, out V cos)
    {
        V s = S.Mul(r, r), p, q;
        if (Single)
        {
            p = S.Fma(S.Fma(s, C(-1.9515295891e-4), C(8.3321608736e-3)), s, C(-1.6666654611e-1));
            q = S.Fma(S.Fma(s, C(2.443315711809948e-5), C(-1.388731625493765e-3)), s, C(4.166664568298827e-2));
        }
        else
        {
            p = S.Fma(s, C(1.58969099521155010221e-10), C(-2.50507602534068634195e-08));
            p = S.Fma(S.Fma(p, s, C(2.75573137070700676789e-06)), s, C(-1.98412698298579493134e-04));
            p = S.Fma(S.Fma(p, s, C(8.33333333332248946124e-03)), s, C(-1.66666666666666324348e-01));
            q = S.Fma(s, C(-1.13596475577881948265e-11), C(2.08757232129817482790e-09));
            q = S.Fma(S.Fma(q, s, C(-2.75573143513906633035e-07)), s, C(2.48015872894767294178e-05));
            q = S.Fma(S.Fma(q, s, C(-1.38888888888741095749e-03)), s, C(4.16666666666666019037e-02));
        }
        V sine = S.Fma(S.Mul(r, s), p, r), cosine = S.Fma(S.Mul(s, s), q, S.Fma(s, C(-0.5), C(1)));
        V one = S.Create(Single ? (T)(object)BitConverter.Int32BitsToSingle(1) : (T)(object)BitConverter.Int64BitsToDouble(1));
        V even = S.Equal(S.And(quarters, one), S.Zero);
        V sign = S.And(S.ShiftLeftBits(quarters, Single ? 30 : 62),
            C(-0.0)), signOfCos = S.And(S.ShiftLeftBits(S.AddBits(quarters, one), Single ? 30 : 62), C(-0.0));
        sin = S.Mul(S.Select(even, sine, cosine), S.Or(sign, C(1)));
        cos = S.Mul(S.Select(even, cosine, sine), S.Or(signOfCos, C(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CopySign(V magnitude, V sign) => S.Or(S.Abs(magnitude), S.And(sign, C(-0.0)));

    /// <summary>Where no vector form exists: each lane on its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V ByLane(V a, V b, Func<T, T, T> f)
    {
        T* lanes = stackalloc T[2 * S.Count];
        S.Store(lanes, a);
        S.Store(lanes + S.Count, b);
        for (int i = 0; i < S.Count; i++) lanes[i] = f(lanes[i], lanes[S.Count + i]);
        return S.Load(lanes);
    }
}
