namespace Ganglion;

/// <summary>
/// Directions around a mean direction μ with concentration κ: the cosine w to μ by Wood's rejection (1994), the rest uniform, turned to μ by a
/// reflection
/// (Davidson et al. 2018, algorithm 1). Derivative in κ: implicit, dw/dκ = -∂F(w)/∂κ / f(w) by quadrature, which needs no correction for what was
/// rejected;
/// it has none of its own.
/// </summary>
public static class VonMisesFisherSampleOp
{
    // Gauss and Legendre's eight points on [-1, 1].
    private static readonly double[] s_points = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];
    private static readonly double[] s_weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

    /// <summary>One direction for each mean direction, differentiable once in both parameters.</summary>
    /// <param name="rng">The key of this draw.</param>
    /// <param name="mean"><c>[…, dimensions]</c>, unit vectors of two dimensions or more.</param>
    /// <param name="concentration"><c>[…]</c>, 0 or more: 0 is uniform.</param>
    /// <returns><c>[…, dimensions]</c>, unit vectors.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a concentration is negative or not finite.</exception>
    [Op("von_mises_fisher_sample", Order = 0)]
    public static Tensor VonMisesFisher(this Rng rng, Tensor mean, Tensor concentration)
    {
        if (mean.Rank == 0 || mean.Shape[^1] < 2 || !mean.Shape[..^1].SequenceEqual(concentration.Shape))
            throw new ArgumentException(
                "VonMisesFisher: mean directions [..., dimensions] of two dimensions or more and concentrations [...] are needed; got "
                + $"{Shapes.Text(mean.Shape)} and {Shapes.Text(concentration.Shape)}.", nameof(mean));
        int m = mean.Shape[^1];
        var w = Cosines(rng.Split("cosine"), concentration, m).Unsqueeze(-1);
        var rest = rng.Split("rest").Normal([.. mean.Shape[..^1], m - 1], dtype: DType.F64);
        rest = (rest / rest.Norm(-1, keepDims: true)).To(mean.DType);
        var z = Tensor.Concat([w, (1 - w.Square()).Clamp(low: 1e-30).Sqrt() * rest], -1);
        var u = Tensor.Eye(m, mean.DType).Slice(0, 0,
            1).Squeeze(0) - mean;                       // the reflection that takes the first axis to the mean
        var length = u.Square().Sum(-1, keepDims: true);
        return z - u * ((z * u).Sum(-1, keepDims: true) * 2 / length.Greater(1e-24).Where(length, Tensor.Scalar(1, u.DType)));
    }

    private static Tensor Cosines(Rng rng, Tensor concentration, int m)
    {
        double[] k = concentration.Detach().ToDoubles(), w = new double[k.Length];
        for (int i = 0; i < k.Length; i++)
        {
            if (!(k[i] >= 0 && k[i] <= 1e7))
                throw new ArgumentException($"VonMisesFisher: concentration {i} is {k[i]}; it must be 0 or more, and finite.");
            w[i] = Cosine(rng.Split(i), k[i], m);
        }
        int[] shape = [.. concentration.Shape];
        return Diff.Record("von_mises_fisher_sample", Tensor.Wrap(w, shape).To(concentration.DType), concentration, g =>
        {
            var slope = new double[w.Length];
            for (int i = 0; i < w.Length; i++) slope[i] = Slope(w[i], k[i], m);
            return g * Tensor.Wrap(slope, shape).To(g.DType);
        });
    }

    private static double Cosine(Rng rng, double k, int m)
    {
        double n = m - 1, b = n / (2 * k + Math.Sqrt(4 * k * k + n * n)), x0 = (1 - b) / (1 + b), c = k * x0 + n * Math.Log(1 - x0 * x0);
        for (long trial = 0; ; trial++)                         // z: Beta(n/2, n/2)
        {
            var one = rng.Split(trial);
            double p = IncompleteGamma.Inverse(n / 2, one.Open(0)), q = IncompleteGamma.Inverse(n / 2, one.Open(1)), z = p / (p + q);
            double w = (1 - (1 + b) * z) / (1 - (1 - b) * z);
            if (k * w + n * Math.Log(1 - x0 * w) - c >= Math.Log(one.Open(2))) return w;
        }
    }

    /// <summary>dw/dκ, over the angle θ of cosine w, whose density is e^(κ·cos θ)·sin^(m-2) θ: the mean of A(κ) - cos over the angles below θ, over
    /// f(θ).</summary>
    internal static double Slope(double w, double k, int m)
    {
        double theta = Math.Acos(Math.Clamp(w, -1, 1)), mean = LogBesselIOp.Ratio(k, m / 2.0 - 1), sin = Math.Sin(theta);
        if (sin < 1e-150) return 0;
        double Log(double angle) => k * Math.Cos(angle) + (m - 2) * Math.Log(Math.Max(Math.Sin(angle), 1e-300));
        double here = Log(theta);
        bool beyond = w < mean;                                 // integrate away from the bulk: both sides add up to 0
        double reach = beyond ? Math.PI - theta : theta, far = reach;
        while (far > 1e-12 && Log(beyond ? theta + far : theta - far) < here - 45 && Log(beyond ? theta + far / 2
            : theta - far / 2) < here - 45) far /= 2;
        double sum = 0;
        const int Panels = 24;
        for (int panel = 0; panel < Panels; panel++)
            for (int i = 0; i < 8; i++)
            {
                double at = (panel + 0.5 + (i < 4 ? 0.5 : -0.5) * s_points[i % 4]) / Panels * far, angle = beyond ? theta + at : theta - at;
                sum += s_weights[i % 4] * 0.5 / Panels * far * (Math.Cos(angle) - mean) * Math.Exp(Log(angle) - here);
            }
        return sin * (beyond ? -sum : sum);
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 3], [2], [4, 3], [2, 3, 5], [50, 8]]
        select new OpCase(Shapes.Text(shape), x => new Rng(3).VonMisesFisher(x[0] / x[0].Norm(-1, keepDims: true), x[1].Exp()), shape, shape[..^1]);
}
