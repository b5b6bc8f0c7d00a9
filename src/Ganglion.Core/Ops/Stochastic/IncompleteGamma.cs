namespace Ganglion;

/// <summary>The distribution function of the gamma distribution, its inverse, and how that moves with the shape.</summary>
internal static class IncompleteGamma
{
    private const int MostTerms = 100_000;

    /// <summary>The share below x, and above it: a series below the mean, above it a continued fraction (Abramowitz and Stegun 6.5.29,
    /// 6.5.31).</summary>
    public static (double Below, double Above) Shares(double a, double x)
    {
        if (x <= 0) return (0, 1);
        double front = Math.Exp(a * Math.Log(x) - x - SpecialFunctions.LogGamma(a));
        if (x >= a + 1)
        {
            double above = front * Fraction(a, x).Value;
            return (1 - above, above);
        }
        double term = 1 / a, sum = term;
        for (int n = 1; n < MostTerms && term > 1e-17 * sum; n++) sum += term *= x / (a + n);
        return (front * sum, 1 - front * sum);
    }

    /// <summary>The x below which lies the share u: Newton's steps in log x, kept within what is known to enclose it.</summary>
    public static double Inverse(double a, double u)
    {
        double third = 1 - 1 / (9 * a) + NormalQuantile(u) / (3 * Math.Sqrt(a));                  // Wilson and Hilferty
        double y = a > 0.5 && third > 0.1 ? Math.Log(a) + 3 * Math.Log(third) : (Math.Log(u) + SpecialFunctions.LogGamma(a + 1)) / a;
        if (y < -690) return Math.Exp(Math.Max(y, -744));       // the first term of the series is all there is
        double low = -700, high = Math.Log(a + 800 + 40 * Math.Sqrt(a));
        y = Math.Clamp(y, low, high);
        for (int step = 0; step < 100; step++)
        {
            double x = Math.Exp(y);
            var (below, above) = Shares(a, x);
            double excess = u < 0.5 ? below - u : 1 - u - above;
            if (excess > 0) high = y; else low = y;
            double slope = Math.Exp(a * y - x - SpecialFunctions.LogGamma(a)), next = y - excess / slope;
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - y) < 1e-15 * Math.Max(1, Math.Abs(y))) return Math.Exp(next);
            y = next;
        }
        return Math.Exp(y);
    }

    /// <summary>dx/da where the share below x stays (implicit reparameterisation, Figurnov, Mohamed and Mnih 2018): -∂F/∂a / f(x).</summary>
    public static double Slope(double a, double x)
    {
        if (x <= 0) return 0;
        double log = Math.Log(x);
        if (x >= a + 1)
        {
            var (value, slope) = Fraction(a, x);
            return x * (value * (log - SpecialFunctions.Polygamma(0, a)) + slope);
        }
        double ratio = 1, psi = SpecialFunctions.Polygamma(0, a + 1), sum = log - psi;
        for (int n = 1; n < MostTerms; n++)
        {
            ratio *= x / (a + n);
            psi += 1 / (a + n);
            sum += ratio * (log - psi);
            if (ratio * Math.Abs(log - psi) < 1e-17 * Math.Abs(sum)) break;
        }
        return -x / a * sum;
    }

    // The continued fraction by Lentz's method, with its derivative in a.
    private static (double Value, double Slope) Fraction(double a, double x)
    {
        double b = x + 1 - a, c = 1e300, d = 1 / b, h = d, dc = 0, dd = d * d, dh = dd;
        for (int i = 1; i < MostTerms; i++)
        {
            double an = -i * (i - a);
            b += 2;
            double nextD = 1 / (an * d + b);
            dd = -nextD * nextD * (i * d + an * dd - 1);
            d = nextD;
            double nextC = b + an / c;
            dc = -1 + i / c - an * dc / (c * c);
            c = nextC;
            double factor = c * d;
            dh = dh * factor + h * (dc * d + c * dd);
            h *= factor;
            if (Math.Abs(factor - 1) < 1e-16) break;
        }
        return (h, dh);
    }

    private static double NormalQuantile(double u) => Math.Sqrt(2) * SpecialFunctions.ErfInv(2 * u - 1);
}
