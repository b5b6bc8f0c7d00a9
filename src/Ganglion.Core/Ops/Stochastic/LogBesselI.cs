namespace Ganglion;

/// <summary>y = log I_ν(x), the modified Bessel function of the first kind. Derivative: g · (I_ν₊₁(x) / I_ν(x) + ν / x).</summary>
public static class LogBesselIOp
{
    /// <summary>The logarithm of I_ν, by its power series (Abramowitz and Stegun 9.6.10); as many terms as x / 2 and some more.</summary>
    /// <param name="x">Any shape, above 0; 1e6 takes seconds an element.</param>
    /// <param name="order">ν, 0 or more.</param>
    /// <exception cref="ArgumentException">An element is negative or not finite, or the order is negative.</exception>
    [Op("log_bessel_i")]
    public static Tensor LogBesselI(this Tensor x, double order)
    {
        double[] values = x.Detach().ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= 0 && double.IsFinite(values[i]) && order >= 0))
                throw new ArgumentException($"LogBesselI: order and x must be 0 or more; got order {order}, element {i} {values[i]}.", nameof(x));
            values[i] = Series(values[i], order);
        }
        var y = Tensor.Wrap(values, [.. x.Shape]).To(x.DType);
        return Diff.Record("log_bessel_i", y, x, g => g * ((x.LogBesselI(order + 1) - y).Exp() + order / x));
    }

    private static double Series(double x, double order)
    {
        if (x == 0) return order == 0 ? 0 : double.NegativeInfinity;
        double square = x * x / 4, term = 1, sum = 1, taken = 0;
        for (int k = 1; ; k++)
        {
            double ratio = square / (k * (k + order));
            sum += term *= ratio;
            if (sum > 1e200) { term *= 1e-200; sum *= 1e-200; taken += 200 * Math.Log(10); }
            if (ratio < 1 && term < 1e-17 * sum * (1 - ratio)) break;
        }
        return order * Math.Log(x / 2) - SpecialFunctions.LogGamma(order + 1) + Math.Log(sum) + taken;
    }

    /// <summary>I_ν₊₁(x) / I_ν(x), by its continued fraction (Abramowitz and Stegun 9.1.73), from behind.</summary>
    internal static double Ratio(double x, double order)
    {
        if (x == 0) return 0;
        double ratio = 0;
        for (int k = 60 + (int)(2 * x); k >= 1; k--) ratio = 1 / (2 * (order + k) / x + ratio);
        return ratio;
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0], [], [5], [2, 3]]
        from order in (double[])[0, 0.5, 4]
        select new OpCase($"{Shapes.Text(shape)} order {order}", x => x[0].LogBesselI(order), new OpInput(shape, 0.3, 6));
}
