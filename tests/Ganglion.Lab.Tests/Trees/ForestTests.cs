using Ganglion.Lab.Trees;

namespace Ganglion.Lab.Tests;

public sealed class ForestTests
{
    /// <summary>One tree over (x, colour): x ≤ 0.5 or missing → 1; else colours 2 and 40 → 10, other known ones and unknown → 20.</summary>
    private static ForestArrays ByHand(int colourDefaultLeft = 0) => new()
    {
        Loss = BoostingLoss.Squared,
        Features = 2,
        Start = [100],
        Root = [0],
        Output = [0],
        Feature = [0, -1, 1, -1, -1],
        Threshold = [0.5f, 0, 0, 0, 0],
        Left = [1, 0, 3, 0, 0],
        Right = [2, 0, 4, 0, 0],
        DefaultLeft = [1, 0, colourDefaultLeft, 0, 0],
        Value = [0, 1, 0, 10, 20],
        Gain = [3, 0, 4, 0, 0],
        CategoryStart = [-1, -1, 0, -1, -1],
        CategoryWords = [0, 0, 2, 0, 0],
        Categories = [1 << 2, 1 << 8],
    };

    /// <summary>Two numbers in 0..1 and a code below 8 a row.</summary>
    private static float[] Rows(int count)
    {
        var rows = new float[3 * count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i % 3 == 2 ? SplitMix64.Below(8, 1, (ulong)i) : (float)SplitMix64.Uniform(2, (ulong)i);
        return rows;
    }

    private static Forest Fitted()
    {
        var rows = Rows(300);
        var target = rows.Chunk(3).Select(r => r[0] > r[1] ? r[2] % 4 : 0).ToArray();
        var options = new BoostingOptions { Rounds = 20, MinSamplesLeaf = 5, Loss = BoostingLoss.Softmax };
        return GradientBoostedTrees.Fit(FeatureTable.FromRows(rows, target, 2), options);
    }

    [Theory]
    [InlineData(0.5f, 0, 101), InlineData(0.6f, 2, 110), InlineData(0.6f, 40, 110), InlineData(0.6f, 41, 120), InlineData(0.6f, 9000, 120)]
    [InlineData(float.NaN, 2, 101), InlineData(0.6f, float.NaN, 120), InlineData(float.PositiveInfinity, 2, 110), InlineData(0.6f, -1, 120)]
    public void A_row_walks_by_threshold_category_and_default(float x, float colour, float expected) =>
        Assert.Equal([expected], Forest.FromArrays(ByHand()).Predict([x, colour]));

    [Theory] // The set names the codes that leave the default direction, so it swaps sides with it.
    [InlineData(2, 120), InlineData(41, 110), InlineData(float.NaN, 110)]
    public void A_category_set_leaves_the_default_direction(float colour, float expected) =>
        Assert.Equal([expected], Forest.FromArrays(ByHand(colourDefaultLeft: 1)).Predict([1, colour]));

    [Fact]
    public void Arrays_round_trip()
    {
        var forest = Fitted();
        var arrays = forest.ToArrays();
        var again = Forest.FromArrays(arrays with { Feature = [.. arrays.Feature], Categories = [.. arrays.Categories] });
        GradientBoostedTreesTests.AssertSame(forest.ToArrays(), again.ToArrays());
        float[] rows = [0.9f, 0.1f, 3, 0.2f, float.NaN, 7, 0.8f, 0.2f, float.NaN];
        Assert.Equal(forest.Predict(rows), again.Predict(rows));
        Assert.Equal(forest.Importance(), again.Importance());
        Assert.Equal([3.0, 4.0], Forest.FromArrays(ByHand()).Importance());
    }

    [Fact]
    public void Threads_may_predict_together()
    {
        var forest = Fitted();
        var rows = Rows(1000);
        var expected = forest.Predict(rows);
        Parallel.For(0, 8, _ => Assert.Equal(expected, forest.Predict(rows)));
        // A row's scores do not depend on the rows beside it.
        for (var r = 0; r < 1000; r += 111) Assert.Equal(expected[(4 * r)..(4 * r + 4)], forest.Predict(rows.AsSpan(r * 3, 3)));
        Assert.Empty(forest.Predict([]));
    }

    [Fact]
    public void Probabilities_add_up()
    {
        var p = Fitted().Probabilities([0.9f, 0.1f, 3, 0.2f, float.NaN, 7]);
        Assert.Equal(8, p.Length);
        Assert.All(p.Chunk(4), row => Assert.Equal(1, row.Sum(), 5));
        Assert.True(p[3] > 0.5);
        Assert.Contains("use Predict", Assert.Throws<InvalidOperationException>(() => Forest.FromArrays(ByHand()).Probabilities([1, 2])).Message);
    }

    [Fact]
    public void Impossible_arrays_are_refused()
    {
        string Message(ForestArrays arrays) => Assert.Throws<ArgumentException>(() => Forest.FromArrays(arrays)).Message;
        Assert.Contains("children must follow", Message(ByHand() with { Left = [0, 0, 3, 0, 0] }));
        Assert.Contains("feature 5 of 2", Message(ByHand() with { Feature = [5, -1, 1, -1, -1] }));
        Assert.Contains("4 values", Message(ByHand() with { Gain = [1, 2, 3, 4] }));
        Assert.Contains("root 9", Message(ByHand() with { Root = [9] }));
        Assert.Contains("beyond the 1 words", Message(ByHand() with { Categories = [1] }));
        Assert.Contains("whole rows of 2", Assert.Throws<ArgumentException>(() => Forest.FromArrays(ByHand()).Predict([1])).Message);
    }
}
