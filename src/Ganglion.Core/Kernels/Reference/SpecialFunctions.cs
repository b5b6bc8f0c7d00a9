namespace Ganglion;

/// <summary>Functions that .NET lacks, on one number, to about 1e-15.</summary>
internal static class SpecialFunctions
{
    // B₂ₖ, k = 1 to 8.
    private static readonly double[] s_bernoulli =
        [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510];

    /// <summary>ln |Γ(x)|: Stirling's series (Abramowitz and Stegun 6.1.40) from 12 on, the recurrence below, reflection below 0.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x)) return Math.Abs(x);
        if (x < 0) return Math.Log(Math.PI / Math.Abs(double.SinPi(x))) - LogGamma(1 - x);
        double product = 1;
        for (; x < 12; x++) product *= x;
        double series = 0, power = 1 / x;
        for (int k = 1; k <= s_bernoulli.Length; k++, power /= x * x) series += s_bernoulli[k - 1] / (2 * k * (2 * k - 1)) * power;
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178 + series - Math.Log(product);
    }

    /// <summary>ψ⁽ⁿ⁾(x) (Abramowitz and Stegun 6.3.18, 6.4.11).</summary>
    public static double Polygamma(int n, double x)
    {
        if (double.IsNaN(x)) return x;
        if (n == 0) return Digamma(x);
        if (x <= 0 && x == Math.Floor(x)) return double.PositiveInfinity;
        if (x < -1e4) return double.NaN;
        double sum = 0, factorial = 1;
        for (; x < 12 + n; x++) sum += Math.Pow(x, -n - 1);
        for (int k = 2; k <= n; k++) factorial *= k;
        double tail = Math.Pow(x, -n) / n + 0.5 * Math.Pow(x, -n - 1), rising = n + 1, power = Math.Pow(x, -n - 2);
        for (int k = 1; k <= s_bernoulli.Length; k++, power /= x * x)   // rising: (n + 1)(n + 2)…(n + 2k - 1) / (2k)!
        {
            if (k == 1) rising /= 2; else rising *= (double)(n + 2 * k - 2) * (n + 2 * k - 1) / ((2 * k - 1) * (2 * k));
            tail += s_bernoulli[k - 1] * rising * power;
        }
        return (n % 2 == 0 ? -factorial : factorial) * (sum + tail);
    }

    private static double Digamma(double x)
    {
        if (x == 0) return double.IsNegative(x) ? double.PositiveInfinity : double.NegativeInfinity;
        if (x < 0) return x == Math.Floor(x) ? double.NaN : Digamma(1 - x) - Math.PI / double.TanPi(x);
        if (double.IsInfinity(x)) return x;
        double y = 0;
        for (; x < 12; x++) y -= 1 / x;
        double power = 1 / (x * x);
        y += Math.Log(x) - 0.5 / x;
        for (int k = 1; k <= s_bernoulli.Length; k++, power /= x * x) y -= s_bernoulli[k - 1] / (2 * k) * power;
        return y;
    }

    /// <summary>erf⁻¹(x): Giles's approximation (2012), then three steps of Halley's method.</summary>
    public static double ErfInv(double x)
    {
        double a = Math.Abs(x);
        if (!(a < 1)) return a == 1 ? x * double.PositiveInfinity : double.NaN;
        if (a < 1e-8) return 0.88622692545275801365 * x;
        double w = -Math.Log((1 - a) * (1 + a)), y;
        if (w < 5)
        {
            w -= 2.5;
            y = 1.50140941 + w * (0.246640727 + w * (-0.00417768164 + w * (-0.00125372503 + w * 0.00021858087)));
        }
        else
        {
            w = Math.Sqrt(w) - 3;
            y = 2.83297682 + w * (1.00167406 + w * (0.00943887047 + w * -0.0076224613));
        }
        y *= a;
        for (int i = 0; i < 3; i++)
        {
            double error = a < 0.5 ? Scalar.Erf(y) - a : 1 - a - Scalar.Erfc(y), u = error / (1.12837916709551257390 * Math.Exp(-y * y));
            y -= u / (1 + y * u);
        }
        return double.CopySign(y, x);
    }
}
