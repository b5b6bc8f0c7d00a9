namespace Ganglion.Randomness;

/// <summary>Draws against their theory. With 40,000 draws a mean lies within five standard errors, 0.025 deviations; seeds are fixed.</summary>
public sealed class DrawTests
{
    private const int Count = 40_000;

    private static void Moments(Tensor x, double mean, double variance, double kurtosis = 3)
    {
        double[] v = x.ToDoubles();
        double m = v.Average(), s = v.Sum(d => (d - m) * (d - m)) / v.Length;
        Assert.True(Math.Abs(m - mean) <= 5 * Math.Sqrt(variance / v.Length), $"mean {m}, expected {mean}");
        Assert.True(Math.Abs(s - variance) <= 5 * variance * Math.Sqrt((kurtosis - 1) / v.Length), $"variance {s}, expected {variance}");
    }

    [Fact]
    public void Exponential_Gumbel_and_logistic_numbers_have_their_moments()
    {
        Moments(new Rng(1).Exponential([Count], 2.5), 0.4, 0.16, 9);
        Moments(new Rng(2).Gumbel([Count]), 0.5772156649, Math.PI * Math.PI / 6, 5.4);
        Moments(new Rng(3).Logistic([Count]), 0, Math.PI * Math.PI / 3, 4.2);
        Assert.True(new Rng(4).Gumbel([200_000]).ToDoubles().All(double.IsFinite));
    }

    [Theory, InlineData(0.3), InlineData(4.5), InlineData(29.9), InlineData(30), InlineData(120), InlineData(1e6)]
    public void Counts_of_rare_events_have_their_moments(double mean)
    {
        var x = new Rng(5).Poisson(Tensor.Full([Count], mean, DType.F64));
        Moments(x, mean, mean, 3 + 1 / mean);
        Assert.True(x.ToDoubles().All(k => k >= 0 && k == Math.Floor(k)));
    }

    [Fact]
    public void Counts_of_rare_events_have_their_probabilities()
    {
        foreach (double mean in (double[])[3, 35])
        {
            double[] x = new Rng(6).Poisson(Tensor.Full([Count], mean, DType.F64)).ToDoubles();
            for (int k = (int)mean - 3; k <= mean + 3; k++)
            {
                double p = Math.Exp(k * Math.Log(mean) - mean - SpecialFunctions.LogGamma(k + 1));
                Assert.InRange(x.Count(v => v == k), Count * p - 5 * Math.Sqrt(Count * p), Count * p + 5 * Math.Sqrt(Count * p));
            }
        }
        Assert.Equal(0, new Rng(7).Poisson(Tensor.Zeros([3])).Sum().Item());
    }

    [Fact]
    public void Classes_come_as_often_as_they_should_and_forbidden_ones_never()
    {
        double[] logits = [0, 1, double.NegativeInfinity, -1, 0.5];
        double sum = logits.Sum(Math.Exp);
        int[] ids = new Rng(8).Categorical(Tensor.From(logits).Expand([Count, 5])).Span.ToArray();
        for (int c = 0; c < 5; c++)
        {
            double p = Math.Exp(logits[c]) / sum;
            Assert.InRange(ids.Count(i => i == c), Count * p - 5 * Math.Sqrt(Count * p), Count * p + 5 * Math.Sqrt(Count * p));
        }
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() =>
            new Rng(1).Categorical(Tensor.From([0, 0, double.NegativeInfinity, double.NegativeInfinity], 2, 2))).Message);
        Moments(new Rng(9).Bernoulli(Tensor.Full([Count], 0.3)), 0.3, 0.21, 1.8);
        Assert.Equal([1, 0], new Rng(9).Bernoulli(Tensor.From([1f, 0])).ToArray());
    }

    [Theory, InlineData(0.05), InlineData(0.7), InlineData(1), InlineData(3.5), InlineData(80), InlineData(20_000)]
    public void Gamma_draws_have_their_moments(double shape) =>
        Moments(new Rng(10).Gamma(Tensor.Full([4000], shape, DType.F64)), shape, shape, 3 + 6 / shape);

    [Fact]
    public void The_incomplete_gamma_function_is_undone_by_its_inverse()
    {
        foreach (double a in (double[])[0.01, 0.3, 1, 2.5, 40, 1000])
            foreach (double u in (double[])[1e-9, 0.003, 0.3, 0.5, 0.9, 0.9999, 1 - 1e-12])
            {
                double x = IncompleteGamma.Inverse(a, u);
                if (x < 1e-290) continue;                       // below what a double can tell from 0
                var (below, above) = IncompleteGamma.Shares(a, x);
                Assert.Equal(1, u < 0.5 ? below / u : above / (1 - u), 1e-9);
            }
        Assert.Equal(1 - Math.Exp(-2), IncompleteGamma.Shares(1, 2).Below, 1e-15);
        Assert.Equal(double.Exp(-5) * (1 + 5 + 12.5), IncompleteGamma.Shares(3, 5).Above, 1e-15);
    }

    [Theory, InlineData(2, 0), InlineData(2, 3.0), InlineData(3, 0.5), InlineData(3, 20.0), InlineData(10, 5.0), InlineData(50, 200.0)]
    public void Directions_lie_around_their_mean_as_close_as_they_should(int dimensions, double concentration)
    {
        const int N = 5000;
        var mean = new Rng(11).Normal([dimensions], dtype: DType.F64);
        mean = mean / mean.Norm();
        var z = new Rng(12).VonMisesFisher(mean.Expand([N, dimensions]), Tensor.Full([N], concentration, DType.F64));
        Assert.All(z.Square().Sum(-1).ToDoubles(), length => Assert.Equal(1, length, 1e-12));
        double a = LogBesselIOp.Ratio(concentration, dimensions / 2.0 - 1);
        double variance = concentration == 0 ? 1.0 / dimensions : 1 - a * a - (dimensions - 1) * a / concentration;
        Moments((z * mean).Sum(-1), a, variance, 9);
        var across = z - mean * (z * mean).Sum(-1, keepDims: true);
        Assert.True(across.Mean(0).Norm().Item() < 5 / Math.Sqrt(N), "the rest has no direction of its own");
    }

    [Theory, InlineData(2, 0.5), InlineData(3, 2.0), InlineData(5, 1.0), InlineData(8, 30.0)]
    public void The_mean_slope_of_cosines_is_the_slope_of_their_mean(int dimensions, double concentration)
    {
        const int N = 20_000;
        double half = dimensions / 2.0 - 1, h = 1e-5;
        double expected = (LogBesselIOp.Ratio(concentration + h, half) - LogBesselIOp.Ratio(concentration - h, half)) / (2 * h);
        var axis = Tensor.Eye(dimensions, DType.F64).Slice(0, 0, 1).Expand([N, dimensions]);
        double slope = Diff.Grad(k => (new Rng(13).VonMisesFisher(axis, k.Expand([N])) * axis).Sum() * (1.0 / N), Tensor.Scalar(concentration,
            DType.F64)).Item();
        Assert.Equal(expected, slope, 0.03 * expected);
    }

    [Fact]
    public void In_three_dimensions_the_slope_is_known()
    {
        // F(w) = (e^(κw) - e^-κ) / (e^κ - e^-κ)
        foreach (double k in (double[])[0.1, 1, 8, 100])
            foreach (double u in (double[])[0.01, 0.3, 0.8, 0.99])
            {
                double W(double c) => 1 + Math.Log(u + (1 - u) * Math.Exp(-2 * c)) / c;
                double h = 1e-6 * k;
                Assert.Equal((W(k + h) - W(k - h)) / (2 * h), VonMisesFisherSampleOp.Slope(W(k), k, 3), 1e-5 / k);
            }
    }

    [Fact]
    public void The_Bessel_function_is_known_at_half_orders()
    {
        foreach (double x in (double[])[0.01, 1, 30, 600, 5000])
        {
            double sinh = x > 20 ? x - Math.Log(2) : Math.Log(Math.Sinh(x));
            Assert.Equal(0.5 * Math.Log(2 / (Math.PI * x)) + sinh, Tensor.Scalar(x, DType.F64).LogBesselI(0.5).Item(), 1e-12 * Math.Max(1, x));
            Assert.Equal(1 / Math.Tanh(x) - 1 / x, LogBesselIOp.Ratio(x, 0.5), 1e-12);
        }
        Assert.Equal(Math.Log(1.2660658777520082), Tensor.Scalar(1, DType.F64).LogBesselI(0).Item(), 1e-14);
    }
}
