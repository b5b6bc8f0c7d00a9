namespace Ganglion.Lab.Tests;

public sealed class SummaryTests
{
    [Theory] // Printed tables of Student's t, two-sided 95 % and one-sided 99.5 %.
    [InlineData(0.975, 1, 12.706), InlineData(0.975, 2, 4.303), InlineData(0.975, 4, 2.776), InlineData(0.975, 9, 2.262)]
    [InlineData(0.975, 30, 2.042), InlineData(0.975, 120, 1.980), InlineData(0.975, 1e7, 1.960), InlineData(0.995, 5, 4.032)]
    [InlineData(0.95, 10, 1.812), InlineData(0.05, 10, -1.812), InlineData(0.9995, 3, 12.924), InlineData(0.5, 7, 0)]
    public void Student_quantiles_agree_with_the_printed_table(double p, double freedom, double expected)
    {
        Assert.Equal(expected, Distributions.StudentQuantile(p, freedom), 0.00051);
        Assert.Equal(p, Distributions.StudentCdf(Distributions.StudentQuantile(p, freedom), freedom), 10);
    }

    [Fact]
    public void Tails_agree_with_closed_forms_and_tables()
    {
        Assert.Equal(0.05, Distributions.NormalTail(1.959963984540054), 12);
        Assert.Equal(0.0026997960632601866, Distributions.NormalTail(-3), 14);
        Assert.Equal(0.05, Distributions.ChiSquaredTail(3.841458820694124, 1), 12);
        Assert.Equal(0.05, Distributions.ChiSquaredTail(18.307038053275146, 10), 12);
        foreach (var x in (double[])[0.1, 1, 5, 40]) Assert.Equal(Math.Exp(-x / 2), Distributions.ChiSquaredTail(x, 2), 12);
        foreach (var t in (double[])[-30, -1, 0, 0.3, 8]) Assert.Equal(0.5 + Math.Atan(t) / Math.PI, Distributions.StudentCdf(t, 1), 12);
        Assert.Equal(Math.Log(24), Distributions.LogGamma(5), 12);
        Assert.Equal(Math.Log(Math.PI) / 2, Distributions.LogGamma(0.5), 12);
    }

    [Fact]
    public void A_large_coin_is_close_to_normal()
    {
        var z = (501_000 - 500_000 - 0.5) / 500.0;
        Assert.Equal(Distributions.NormalTail(z), Distributions.FairCoinTail(501_000, 499_000), 5);
    }

    [Fact]
    public void A_summary_prints_mean_deviation_and_count()
    {
        var summary = Summary.Of([0.8129, 0.8171, 0.8150]);
        Assert.Equal("0.8150 ± 0.0021 (n=3)", summary.ToString());
        Assert.Equal("0.82 ± 0.00 (n=3)", (summary with { Mean = 0.8201 }).ToString("0.00"));
        Assert.Equal(0.8150 + 4.302653 * 0.0021 / Math.Sqrt(3), summary.High, 8);
        Assert.Equal(2 * summary.Mean, summary.High + summary.Low, 12);
    }

    [Fact]
    public void One_run_has_no_spread()
    {
        var summary = Summary.Of([0.5]);
        Assert.Equal("0.5000 (n=1)", summary.ToString());
        Assert.True(double.IsNaN(summary.StandardDeviation) && double.IsNaN(summary.Low));
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => Summary.Of([])).Message);
    }

    [Fact]
    public void The_t_interval_covers_the_truth_as_often_as_it_says()
    {
        var covered = 0;
        for (var trial = 0UL; trial < 2000; trial++)
        {
            // Sums of twelve uniforms are nearly normal, with mean 6.
            double Draw(int i) => Enumerable.Range(12 * i, 12).Sum(j => SplitMix64.Uniform(trial, (ulong)j));
            var summary = Summary.Of([Draw(0), Draw(1), Draw(2), Draw(3), Draw(4)]);
            if (summary.Low <= 6 && 6 <= summary.High) covered++;
        }
        Assert.InRange(covered / 2000.0, 0.935, 0.965);
    }

    [Fact]
    public void A_bootstrap_interval_is_seeded_and_near_the_normal_one()
    {
        var values = Enumerable.Range(0, 200).Select(i => SplitMix64.Uniform(9, (ulong)i)).ToArray();
        var (low, high) = Bootstrap.Interval(values, seed: 1);
        Assert.Equal((low, high), Bootstrap.Interval(values, seed: 1));
        Assert.NotEqual((low, high), Bootstrap.Interval(values, seed: 2));
        var summary = Summary.Of(values);
        Assert.Equal(summary.Low, low, 0.005);
        Assert.Equal(summary.High, high, 0.005);
        var (medianLow, medianHigh) = Bootstrap.Interval(values, 1, s => { s.Sort(); return s[s.Length / 2]; });
        Assert.InRange(0.5, medianLow, medianHigh);
    }

    [Fact]
    public void Counter_based_draws_are_even()
    {
        var counts = new int[7];
        for (var i = 0UL; i < 70_000; i++) counts[SplitMix64.Below(7, 5, i)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
    }
}
