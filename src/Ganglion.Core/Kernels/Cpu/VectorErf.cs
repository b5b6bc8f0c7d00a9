using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// The error function and its complement on vectors in double precision, by the rational approximations of Sun's fdlibm (s_erf.c, 1993): within
/// one unit in the last place, the complement also in its tail. Three ranges are computed and chosen between.
/// </summary>
internal static class VectorErf<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V C(double value) => VectorMath<S, V, T>.C(value);

    /// <summary>erf x.</summary>
    public static V Erf(V x)
    {
        Ranges(x, out V near, out V middle, out V tail, out V a);
        V outer = S.Select(S.Less(a, C(1.25)), S.Add(C(0.845062911510467529297), middle), S.Sub(C(1), tail));
        return S.Select(S.Less(a, C(0.84375)), near, VectorMath<S, V, T>.CopySign(outer, x));
    }

    /// <summary>1 - erf x, with relative accuracy in the tail.</summary>
    public static V Erfc(V x)
    {
        Ranges(x, out V near, out V middle, out V tail, out V a);
        V negative = S.Less(x, S.Zero);
        V right = S.Select(S.Less(a, C(1.25)), S.Sub(C(0.154937088489532470703), middle), tail);
        return S.Select(S.Less(a, C(0.84375)), S.Sub(C(1), near), S.Select(negative, S.Sub(C(2), right), right));
    }

    // erf x up to 0.84375; erf |x| - 0.845… up to 1.25; erfc |x| beyond.
    private static void Ranges(V x, out V near, out V middle, out V tail, out V a)
    {
        a = S.Abs(x);
        V z = S.Mul(x, x);
        V p = S.Fma(z, S.Fma(z, S.Fma(z, S.Fma(z, C(-2.37630166566501626084e-05), C(-5.77027029648944159157e-03)), C(-2.84817495755985104766e-02)),
            C(-3.25042107247001499370e-01)), C(1.28379167095512558561e-01));
        V q = S.Fma(z, S.Fma(z, S.Fma(z, S.Fma(z, S.Fma(z, C(-3.96022827877536812320e-06), C(1.32494738004321644526e-04)),
            C(5.08130628187576562776e-03)), C(6.50222499887672944485e-02)), C(3.97917223959155352819e-01)), C(1));
        near = S.Fma(x, S.Div(p, q), x);
        if (!S.Any(S.LessOrEqual(C(0.84375), a)))
        {
            middle = tail = near;
            return;
        }

        V s = S.Sub(a, C(1));
        p = S.Fma(s, S.Fma(s, S.Fma(s, S.Fma(s, C(-2.16637559486879084300e-03), C(3.54783043256182359371e-02)), C(-1.10894694282396677476e-01)),
            C(3.18346619901161753674e-01)), C(-3.72207876035701323847e-01));
        p = S.Fma(s, S.Fma(s, p, C(4.14856118683748331666e-01)), C(-2.36211856075265944077e-03));
        q = S.Fma(s, S.Fma(s, S.Fma(s, S.Fma(s, C(1.19844998467991074170e-02), C(1.36370839120290507362e-02)), C(1.26171219808761642112e-01)),
            C(7.18286544141962662868e-02)), C(5.40397917702171048937e-01));
        q = S.Fma(s, S.Fma(s, q, C(1.06420880400844228286e-01)), C(1));
        middle = S.Div(p, q);

        V b = S.MinFast(C(28), a), u = S.Div(C(1), S.Mul(b, b)), closer = S.Less(b, C(1 / 0.35));
        V pa = S.Fma(u, S.Fma(u, S.Fma(u, C(-9.81432934416914548592e+00), C(-8.12874355063065934246e+01)), C(-1.84605092906711035994e+02)),
            C(-1.62396669462573470355e+02));
        pa = S.Fma(u, S.Fma(u, S.Fma(u, S.Fma(u, pa, C(-6.23753324503260060396e+01)), C(-1.05586262253232909814e+01)),
            C(-6.93858572707181764372e-01)), C(-9.86494403484714822705e-03));
        V qa = S.Fma(u, S.Fma(u, S.Fma(u, S.Fma(u, C(-6.04244152148580987438e-02), C(6.57024977031928170135e+00)), C(1.08635005541779435134e+02)),
            C(4.29008140027567833386e+02)), C(6.45387271733267880336e+02));
        qa = S.Fma(u, S.Fma(u, S.Fma(u, S.Fma(u, qa, C(4.34565877475229228821e+02)), C(1.37657754143519042600e+02)),
            C(1.96512716674392571292e+01)), C(1));
        V pb = S.Fma(u, S.Fma(u, S.Fma(u, C(-4.83519191608651397019e+02), C(-1.02509513161107724954e+03)), C(-6.37566443368389627722e+02)),
            C(-1.60636384855821916062e+02));
        pb = S.Fma(u, S.Fma(u, S.Fma(u, pb, C(-1.77579549177547519889e+01)), C(-7.99283237680523006574e-01)), C(-9.86494292470009928597e-03));
        V qb = S.Fma(u, S.Fma(u, S.Fma(u, S.Fma(u, C(-2.24409524465858183362e+01), C(4.74528541206955367215e+02)), C(2.55305040643316442583e+03)),
            C(3.19985821950859553908e+03)), C(1.53672958608443695994e+03));
        qb = S.Fma(u, S.Fma(u, S.Fma(u, qb, C(3.25792512996573918826e+02)), C(3.03380607434824582924e+01)), C(1));
        V ratio = S.Div(S.Select(closer, pa, pb), S.Select(closer, qa, qb));
        V high = S.And(b, S.Create((T)(object)BitConverter.UInt64BitsToDouble(0xFFFF_FFFF_0000_0000)));    // so that its square is exact
        V e = S.Mul(VectorMath<S, V, T>.ExpNegative(S.Sub(S.Neg(S.Mul(high, high)), C(0.5625))),
            VectorMath<S, V, T>.ExpNegative(S.Fma(S.Sub(high, b), S.Add(high, b), ratio)));
        tail = S.Select(S.Less(a, C(28)), S.Div(e, b), S.Select(S.Equal(a, a), S.Zero, a));
    }
}
