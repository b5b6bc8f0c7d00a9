using System.Numerics;

namespace Ganglion;

/// <summary>The definition, on one element, of every element-wise function of the seam.</summary>
internal static class Scalar
{
    public static T Unary<T>(UnaryKind kind, T x, T p, T q) where T : unmanaged, IFloatingPointIeee754<T> => kind switch
    {
        UnaryKind.Neg => -x,
        UnaryKind.Abs => T.Abs(x),
        UnaryKind.Sign => x > T.Zero ? T.One : x < T.Zero ? -T.One : x,
        UnaryKind.Exp => T.Exp(x),
        UnaryKind.Expm1 => Expm1(x),
        UnaryKind.Log => T.Log(x),
        UnaryKind.Log1p => Log1p(x),
        UnaryKind.Sqrt => T.Sqrt(x),
        UnaryKind.Rsqrt => T.One / T.Sqrt(x),
        UnaryKind.Reciprocal => T.One / x,
        UnaryKind.Square => x * x,
        UnaryKind.Sin => T.Sin(x),
        UnaryKind.Cos => T.Cos(x),
        UnaryKind.Tanh => T.Tanh(x),
        UnaryKind.Sigmoid => Sigmoid(x),
        UnaryKind.Softplus => Softplus(x),
        UnaryKind.Relu => x <= T.Zero ? T.Zero : x,             // NaN stays NaN
        UnaryKind.Step => x > T.Zero ? T.One : p,
        UnaryKind.Erf => T.CreateTruncating(Erf(double.CreateTruncating(x))),
        UnaryKind.Floor => T.Floor(x),
        UnaryKind.Pow => T.Pow(x, p),
        UnaryKind.LeakyRelu => x > T.Zero ? x : p * x,
        UnaryKind.Elu => x > T.Zero ? x : p * Expm1(x),
        UnaryKind.Gelu => T.CreateTruncating(Gelu(double.CreateTruncating(x))),
        UnaryKind.Silu => x * Sigmoid(x),
        UnaryKind.Affine => p * x + q,
        UnaryKind.ClampMin => x < p ? p : x,
        UnaryKind.ClampMax => x > p ? p : x,
        UnaryKind.IsPositive => x > T.Zero ? T.One : T.Zero,
        UnaryKind.Tan => T.Tan(x),
        UnaryKind.Asin => T.Asin(x),
        UnaryKind.Acos => T.Acos(x),
        UnaryKind.Atan => T.Atan(x),
        UnaryKind.Sinh => T.Sinh(x),
        UnaryKind.Cosh => T.Cosh(x),
        UnaryKind.Asinh => T.Asinh(x),
        UnaryKind.Acosh => T.Acosh(x),
        UnaryKind.Atanh => T.Atanh(x),
        UnaryKind.Ceil => T.Ceiling(x),
        UnaryKind.Round => T.Round(x),
        UnaryKind.Trunc => T.Truncate(x),
        UnaryKind.Erfc => T.CreateTruncating(Erfc(double.CreateTruncating(x))),
        UnaryKind.ErfInv => T.CreateTruncating(SpecialFunctions.ErfInv(double.CreateTruncating(x))),
        UnaryKind.Lgamma => T.CreateTruncating(SpecialFunctions.LogGamma(double.CreateTruncating(x))),
        UnaryKind.Polygamma => T.CreateTruncating(SpecialFunctions.Polygamma(int.CreateTruncating(p), double.CreateTruncating(x))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such element-wise function."),
    };

    public static T Binary<T>(BinaryKind kind, T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Sub => a - b,
        BinaryKind.Mul => a * b,
        BinaryKind.Div => a / b,
        BinaryKind.Pow => T.Pow(a, b),
        BinaryKind.Max => T.Max(a, b),                          // NaN wins
        BinaryKind.Min => T.Min(a, b),
        BinaryKind.Equal => a == b ? T.One : T.Zero,
        BinaryKind.Greater => a > b ? T.One : T.Zero,
        BinaryKind.GreaterEqual => a >= b ? T.One : T.Zero,
        BinaryKind.Gate => b > T.Zero ? a : T.Zero,
        BinaryKind.Atan2 => T.Atan2(a, b),
        BinaryKind.TanhBackward => a * (T.One - b * b),
        BinaryKind.SigmoidBackward => a * b * (T.One - b),
        BinaryKind.SoftplusBackward => a * Sigmoid(b),
        BinaryKind.SiluBackward => a * Sigmoid(b) * (T.One + b * (T.One - Sigmoid(b))),
        BinaryKind.GeluBackward => a * T.CreateTruncating(GeluDerivative(double.CreateTruncating(b))),
        BinaryKind.Fmod => a % b,
        BinaryKind.Remainder => Remainder(a, b),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such function of two operands."),
    };

    /// <summary>The function of a reduction, on two partial results.</summary>
    public static double Combine<TOp>(double a, double b) where TOp : struct =>
        typeof(TOp) == typeof(ElementOps.Add) ? a + b : typeof(TOp) == typeof(ElementOps.Mul) ? a * b
            : typeof(TOp) == typeof(ElementOps.Max) ? Math.Max(a, b) : Math.Min(a, b);

    /// <summary>What is left of a after whole multiples of b, with the sign of b.</summary>
    public static T Remainder<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T r = a % b;
        return r != T.Zero && r < T.Zero != b < T.Zero ? r + b : r;
    }

    /// <summary>eˣ - 1 without cancellation near 0 (Kahan): .NET's own ExpM1 subtracts.</summary>
    public static T Expm1<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double d = double.CreateTruncating(x), u = Math.Exp(d);
        if (typeof(T) == typeof(float) && Math.Abs(d) > 1e-7) return T.CreateTruncating(u - 1);
        if (u == 1) return x;
        double v = u - 1;
        return v == -1 || double.IsInfinity(u) || double.IsNaN(u) ? T.CreateTruncating(v) : T.CreateTruncating(v * d / Math.Log(u));
    }

    /// <summary>log(1 + x) without loss near 0 (Kahan).</summary>
    public static T Log1p<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double d = double.CreateTruncating(x), u = 1 + d;
        if (u == 1) return x;
        return double.IsInfinity(u) || u <= 0 || double.IsNaN(u) ? T.CreateTruncating(Math.Log(u)) : T.CreateTruncating(Math.Log(u) * d / (u - 1));
    }

    /// <summary>1 / (1 + e⁻ˣ), without overflow.</summary>
    public static T Sigmoid<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return x >= T.Zero ? T.One / (T.One + e) : e / (T.One + e);
    }

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public static T Softplus<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Max(x, T.Zero) + Log1p(T.Exp(-T.Abs(x)));

    /// <summary>x·Φ(x), exact in the tails.</summary>
    public static double Gelu(double x) => 0.5 * x * Erfc(-x * 0.70710678118654752440);

    /// <summary>Φ(x) + x·φ(x).</summary>
    public static double GeluDerivative(double x) => 0.5 * Erfc(-x * 0.70710678118654752440) + x * Math.Exp(-0.5 * x * x) * 0.39894228040143267794;

    /// <summary>The error function, to about 1e-16.</summary>
    public static double Erf(double x) => double.IsNaN(x) ? x : Math.Abs(x) < 1 ? ErfSeries(x) : Math.Sign(x) * (1 - ErfcFraction(Math.Abs(x)));

    /// <summary>1 - erf(x), with relative accuracy in the tail.</summary>
    public static double Erfc(double x) => double.IsNaN(x) ? x : x < 1 ? 1 - Erf(x) : ErfcFraction(x);

    // 2/√π · e^(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!: all terms of one sign, no cancellation.
    private static double ErfSeries(double x)
    {
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 1.12837916709551257390 * Math.Exp(-x * x) * sum;
    }

    // e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the far end.
    private static double ErfcFraction(double x)
    {
        if (x > 28) return 0;
        double f = x;
        for (int n = 30 + (int)(250 / (x * x)); n >= 1; n--) f = x + 0.5 * n / f;
        return Math.Exp(-x * x) * 0.56418958354775628695 / f;
    }
}
