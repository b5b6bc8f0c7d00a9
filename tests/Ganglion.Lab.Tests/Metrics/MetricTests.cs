namespace Ganglion.Lab.Tests;

public sealed class MetricTests
{
    [Fact]
    public void Every_metric_is_found_by_its_name()
    {
        foreach (var metric in Metric.All) Assert.Same(metric, Metric.Find(metric.Name));
        Assert.Equal(Metric.All.Count, Metric.All.Select(m => m.Name).Distinct().Count());
        Metric[] cut = [Metric.RecallAt(20), Metric.PrecisionAt(1), Metric.NdcgAt(10), Metric.HitRateAt(3), Metric.MrrAt(5), Metric.MapAt(7)];
        foreach (var metric in cut) Assert.Equal(metric, Metric.Find(metric.Name));
    }

    [Theory, InlineData("acuracy"), InlineData("ndcg@0"), InlineData("ndcg@-3"), InlineData("accuracy@5"), InlineData("@5")]
    public void An_unknown_name_lists_the_known_ones(string name) =>
        Assert.Contains("balanced-accuracy", Assert.Throws<ArgumentException>(() => Metric.Find(name)).Message);

    [Fact]
    public void Better_follows_the_direction_and_nan_never_wins()
    {
        Assert.True(Metric.Accuracy.IsBetter(0.9, 0.8));
        Assert.True(Metric.Rmse.IsBetter(0.8, 0.9));
        Assert.False(Metric.Rmse.IsBetter(0.8, 0.8));
        Assert.False(Metric.Accuracy.IsBetter(double.NaN, 0));
        Assert.True(Metric.Accuracy.IsBetter(0, double.NaN));
        Assert.Equal("0.8124", Metric.Accuracy.Print(0.81236));
    }
}
