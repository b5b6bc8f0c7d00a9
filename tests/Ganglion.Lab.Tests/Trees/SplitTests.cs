using Ganglion.Lab.Trees;

namespace Ganglion.Lab.Tests;

/// <summary>The first split against every split there is, tried one by one.</summary>
public sealed class SplitTests
{
    private static readonly BoostingOptions Stump = new()
    {
        Rounds = 1,
        MaxLeaves = 2,
        LearningRate = 1,
        MinSamplesLeaf = 1,
        CategoryL2 = 0,
        CategorySmoothing = 0,
    };

    private static double SquaredError(FeatureTable table, Forest forest)
    {
        var rows = new float[table.Rows * table.Columns.Count];
        for (var r = 0; r < table.Rows; r++)
            for (var f = 0; f < table.Columns.Count; f++) rows[r * table.Columns.Count + f] = table.Columns[f].Values[r];
        return Metrics.Mse(forest.Predict(rows), table.Target) * table.Rows;
    }

    private static double SquaredError(float[] y, Func<int, bool> left)
    {
        var sum = 0.0;
        foreach (var side in Enumerable.Range(0, y.Length).GroupBy(left))
        {
            var mean = side.Average(i => (double)y[i]);
            sum += side.Sum(i => (y[i] - mean) * (y[i] - mean));
        }
        return sum;
    }

    [Theory, InlineData(1, 0), InlineData(2, 0.2), InlineData(3, 0.5), InlineData(4, 0.9)]
    public void A_numeric_split_is_the_best_threshold_and_direction(int seed, double missing)
    {
        var random = new Random(seed);
        const int N = 60;
        float[] Column() => [.. Enumerable.Range(0, N).Select(_ => random.NextDouble() < missing ? float.NaN : random.Next(20))];
        FeatureColumn[] columns = [new("a", Column()), new("b", Column())];
        var y = Enumerable.Range(0, N).Select(_ => (float)random.NextDouble()).ToArray();
        var best = SquaredError(y, _ => true);
        foreach (var column in columns)
            foreach (var threshold in column.Values.Append(float.PositiveInfinity))
                foreach (var missingLeft in (bool[])[true, false])
                    best = Math.Min(best, SquaredError(y, i => float.IsNaN(column.Values[i]) ? missingLeft : column.Values[i] <= threshold));
        var table = new FeatureTable(columns, y);
        Assert.Equal(best, SquaredError(table, GradientBoostedTrees.Fit(table, Stump)), 5);
    }

    [Theory, InlineData(1, 3), InlineData(2, 4), InlineData(3, 7), InlineData(4, 10)]
    public void A_categorical_split_is_the_best_of_all_subsets(int seed, int categories)
    {
        var random = new Random(seed);
        const int N = 80;
        var codes = Enumerable.Range(0, N).Select(i => i % 11 == 0 ? float.NaN : random.Next(categories)).ToArray();
        var y = codes.Select(c => (float)(random.NextDouble() + (c * 7 % 3))).Select(v => float.IsNaN(v) ? 1.5f : v).ToArray();
        var best = double.PositiveInfinity;
        var few = categories + 1 <= 4; // One against the rest.
        for (var set = 0; set < 1 << (categories + 1); set++)
            if (!few || int.PopCount(set) is 1)
                best = Math.Min(best, SquaredError(y, i => (set >> (float.IsNaN(codes[i]) ? categories : (int)codes[i]) & 1) != 0));
        var table = new FeatureTable([new("c", codes, true)], y);
        Assert.Equal(best, SquaredError(table, GradientBoostedTrees.Fit(table, Stump)), 4);
    }

    [Fact]
    public void Bins_hold_about_equal_counts_and_never_exceed_their_number()
    {
        var random = new Random(1);
        // Half the values are 0, the rest spread; 16 bins.
        var values = Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? 0 : random.NextSingle() - 0.3f).ToArray();
        values[5] = float.NaN;
        (values[7], values[9]) = (float.PositiveInfinity, float.NegativeInfinity);
        var bins = FeatureBins.Of(new("x", values), new BoostingOptions { MaxBins = 16 });
        var applied = bins.Apply(values);
        Assert.InRange(bins.Count, 12, 16);
        Assert.Equal(bins.Count, applied[5]);
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i])) continue;
            Assert.True(values[i] <= bins.Threshold(applied[i]));
            if (applied[i] > 0) Assert.True(values[i] > bins.Threshold(applied[i] - 1));
        }
        var counts = applied.GroupBy(b => b).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(5000, counts[applied[0]]); // Zero is alone in its bin.
        Assert.All(counts.Where(c => c.Key != applied[0]), c => Assert.InRange(c.Value, 1, 700));
    }

    [Fact]
    public void Every_value_has_its_own_bin_when_there_are_enough()
    {
        float[] values = [3, 1, 2, 2, float.NaN, 1e-45f, -5, 3];
        var bins = FeatureBins.Of(new("x", values), new());
        Assert.Equal(5, bins.Count);
        Assert.Equal([4, 2, 3, 3, 5, 1, 0, 4], bins.Apply(values));
    }

    [Fact]
    public void The_rarest_categories_count_as_missing()
    {
        float[] codes = [9, 9, 9, 4, 4, 7, float.NaN];
        var bins = FeatureBins.Of(new("c", codes, true), new BoostingOptions { MaxCategories = 2 });
        Assert.Equal([1, 1, 1, 0, 0, 2, 2], bins.Apply(codes));
        Assert.Equal([2, 2], bins.Apply([1000, 0]));
    }
}
