using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

public sealed class ForecasterTests
{
    [Fact]
    public void The_seasonal_naive_forecast_repeats_the_last_season()
    {
        var forecast = new SeasonalNaive().Predict(new(), Input([1, 2, 3, 4, 5, 6], horizon: 5, season: 3), new());
        Assert.Equal([4, 5, 6, 4, 5], forecast.ToArray());
    }

    [Fact]
    public void Theta_rises_by_half_the_slope_of_the_line()
    {
        float[] forecast = new Theta().Predict(new(), Input([.. Enumerable.Range(0, 30).Select(t => 5 + 3.0 * t)], horizon: 4, season: 1), new()).ToArray();
        for (int h = 1; h < forecast.Length; h++) Assert.Equal(1.5, forecast[h] - forecast[h - 1], 3);
    }

    [Fact]
    public void Theta_finds_a_season_that_multiplies()
    {
        double[] index = [0.5, 1, 1.5, 1];
        double[] series = [.. Enumerable.Range(0, 40).Select(t => 100 * index[t % 4])];
        float[] forecast = new Theta().Predict(new(), Input(series, horizon: 4, season: 4), new()).ToArray();
        Assert.All(index.Zip(forecast), p => Assert.Equal(100 * p.First, p.Second, 1));
    }

    [Fact]
    public void Least_squares_finds_the_recurrence_of_a_wave()
    {
        const double turn = 0.3;
        double[] wave = [.. Enumerable.Range(0, 200).Select(t => Math.Sin(turn * t))];
        var task = Forecasting.From(new SeriesSet([new("wave", wave)], 1, 10), "wave", new());
        var net = new Ar().Fit(task, new() { Order = 2 }, new Run(1));
        Assert.Equal(2 * Math.Cos(turn), net.Weights.ToArray()[0], 2);
        Assert.Equal(-1, net.Weights.ToArray()[1], 2);
    }

    [Fact]
    public void A_window_knows_its_way_back_and_a_short_history_is_continued_backwards()
    {
        var windows = Windows.Of(Input([7, 3, 5], horizon: 1, season: 2), lookback: 5, DType.F64);
        Assert.All(windows.Restore(windows.Past).ToDoubles().Zip([7, 7, 7, 3, 5]), p => Assert.Equal(p.Second, p.First, 9));
        Assert.Equal(4, windows.Centre.Item(), 9);
    }

    private static ForecastInput Input(double[] history, int horizon, int season) => new([history], horizon, season);
}
