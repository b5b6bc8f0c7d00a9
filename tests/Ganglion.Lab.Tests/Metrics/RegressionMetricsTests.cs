namespace Ganglion.Lab.Tests;

public sealed class RegressionMetricsTests
{
    private static float[] Draw(int seed, int n, int levels)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, n).Select(_ => (float)random.Next(levels))];
    }

    [Theory, InlineData(1, 1), InlineData(2, 9), InlineData(3, 250)]
    public void Errors_follow_their_definitions(int seed, int n)
    {
        var (p, y) = (Draw(seed, n, 50), Draw(seed + 100, n, 50));
        var squares = p.Zip(y, (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.Equal(squares, Metrics.Mse(p, y), 9);
        Assert.Equal(Math.Sqrt(squares), Metrics.Rmse(p, y), 9);
        Assert.Equal(p.Zip(y, (a, b) => Math.Abs((double)a - b)).Average(), Metrics.Mae(p, y), 9);
        if (n > 1) Assert.Equal(1 - squares / y.Select(v => Math.Pow(v - y.Average(), 2)).Average(), Metrics.R2(p, y), 4);
    }

    [Theory, InlineData(1, 2, 5), InlineData(2, 30, 4), InlineData(3, 101, 1000), InlineData(4, 200, 3)]
    public void Rank_correlations_match_counting_pairs(int seed, int n, int levels)
    {
        var (x, y) = (Draw(seed, n, levels), Draw(seed + 50, n, levels));
        for (var i = 0; i < n; i += 2) y[i] = x[i];
        double balance = 0, inX = 0, inY = 0;
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++)
            {
                int a = Math.Sign(x[i] - x[j]), b = Math.Sign(y[i] - y[j]);
                balance += a * b;
                inX += a * a;
                inY += b * b;
            }
        Assert.Equal(balance / Math.Sqrt(inX * inY), Metrics.KendallTau(x, y), 12);
        float[] Ranks(float[] v) => [.. v.Select(a => v.Count(b => b < a) + (v.Count(b => b == a) + 1) / 2f)];
        Assert.Equal(Metrics.Pearson(Ranks(x), Ranks(y)), Metrics.Spearman(x, y), 12);
    }

    [Fact]
    public void Constant_sides_have_no_correlation_and_no_variance_to_explain()
    {
        Assert.Equal(0, Metrics.Pearson([1, 1, 1], [1, 2, 3]));
        Assert.Equal(0, Metrics.KendallTau([1, 1, 1], [1, 2, 3]));
        Assert.Equal(0, Metrics.R2([1, 2], [5, 5]));
        Assert.Equal(1, Metrics.R2([5, 5], [5, 5]));
        Assert.Equal(-1, Metrics.Spearman([1, 2, 3], [9, 5, 2]), 12);
    }

    [Fact]
    public void Smape_is_the_one_of_the_m4_competition()
    {
        Assert.Equal(200 * (10.0 / 210 + 0 + 1) / 3, Metrics.Smape([110, 0, 5], [100, 0, -5]), 9);
        Assert.Equal(200, Metrics.Smape([0f], [3f]), 9);
    }

    [Theory, InlineData(1), InlineData(4)]
    public void Mase_is_one_for_an_error_as_large_as_the_seasonal_naive_one(int season)
    {
        var history = Draw(5, 40, 100);
        var naive = Enumerable.Range(season, 40 - season).Average(t => Math.Abs((double)history[t] - history[t - season]));
        Assert.Equal(1, Metrics.Mase([(float)naive, -(float)naive], [0, 0], history, season), 6);
        Assert.Equal(0.5, Metrics.Mase([(float)naive / 2], [0], history, season), 6);
    }

    [Fact]
    public void Owa_of_the_reference_itself_is_one() => Assert.Equal(1, Metrics.Owa(13.5, 1.9, 13.5, 1.9), 12);

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("NaN at index 1", Assert.Throws<ArgumentException>(() => Metrics.Rmse([1, float.NaN], [1, 2])).Message);
        Assert.Contains("2 values but 'actual' has 1", Assert.Throws<ArgumentException>(() => Metrics.Mae([1, 2], [1])).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => Metrics.R2([], [])).Message);
        Assert.Contains("at least 5", Assert.Throws<ArgumentException>(() => Metrics.Mase([1], [1], [1, 2, 3, 4], 4)).Message);
        Assert.Contains("undefined", Assert.Throws<ArgumentException>(() => Metrics.Mase([1], [1], [1, 2, 1, 2], 2)).Message);
    }
}
