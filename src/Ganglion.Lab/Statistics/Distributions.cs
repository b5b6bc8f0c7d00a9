namespace Ganglion.Lab;

/// <summary>Tails and quantiles of the distributions the tests need, to about 12 digits.</summary>
public static class Distributions
{
    /// <summary>Probability that a Student-t variable is at most <paramref name="t"/>.</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double StudentCdf(double t, double freedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(freedom);
        var tail = 0.5 * IncompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>The value a Student-t variable stays below with probability <paramref name="p"/>; 2.262 for 0.975 and 9.</summary>
    /// <param name="p">Probability, strictly between 0 and 1.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double StudentQuantile(double p, double freedom)
    {
        if (p is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A probability strictly between 0 and 1 is needed.");
        if (p < 0.5) return -StudentQuantile(1 - p, freedom);
        double low = 0, high = 1;
        while (StudentCdf(high, freedom) < p && high < 1e150) (low, high) = (high, high * 2);
        for (var middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            if (StudentCdf(middle, freedom) < p) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>Two-sided tail of the Student-t distribution: the chance of a value at least as far from 0.</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double StudentTail(double t, double freedom) => IncompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));

    /// <summary>Two-sided tail of the standard normal distribution.</summary>
    /// <param name="z">The value.</param>
    public static double NormalTail(double z) => UpperGamma(0.5, z * z / 2);

    /// <summary>Upper tail of the chi-squared distribution.</summary>
    /// <param name="x">The value, at least 0.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double ChiSquaredTail(double x, double freedom) => UpperGamma(freedom / 2, x / 2);

    /// <summary>Two-sided exact test of a fair coin: the chance of a split at least as uneven.</summary>
    /// <param name="heads">Heads seen.</param>
    /// <param name="tails">Tails seen.</param>
    public static double FairCoinTail(int heads, int tails)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(heads);
        ArgumentOutOfRangeException.ThrowIfNegative(tails);
        var (few, many) = (Math.Min(heads, tails), Math.Max(heads, tails));
        return few == many ? 1 : Math.Min(1, 2 * IncompleteBeta(many, few + 1, 0.5));
    }

    /// <summary>The regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes 6.4).</summary>
    internal static double IncompleteBeta(double a, double b, double x)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(b, a, 1 - x);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), value = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }
        return front * value;
    }

    /// <summary>The regularised upper incomplete gamma function: a series below the mode, a continued fraction above.</summary>
    internal static double UpperGamma(double a, double x)
    {
        if (x <= 0) return 1;
        var front = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = a + 1; term > sum * 1e-16; n++) sum += term *= x / n;
            return 1 - front * sum;
        }
        double b = x + 1 - a, c = 1e300, d = 1 / b, value = d;
        for (var i = 1; i < 100_000; i++)
        {
            var step = -i * (i - a);
            b += 2;
            d = 1 / NotZero(b + step * d);
            c = NotZero(b + step / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }
        return front * value;
    }

    /// <summary>Lanczos' approximation with g = 7 and nine terms, for positive arguments.</summary>
    internal static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++) sum += terms[i] / (x + i);
        var t = x + 7.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
}
