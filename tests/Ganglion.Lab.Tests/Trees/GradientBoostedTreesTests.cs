using Ganglion.Lab.Trees;

namespace Ganglion.Lab.Tests;

public sealed class GradientBoostedTreesTests
{
    private static float U(int seed, int i) => (float)SplitMix64.Uniform((ulong)seed, (ulong)i);

    private static float[] Uniform(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => 2 * U(seed, i) - 1)];

    /// <summary>Five numeric features with gaps, one category of 30 codes; the target needs interactions, gaps and the category.</summary>
    private static (float[] Rows, float[] Target) Mixed(int seed, int rows, Func<double, float> shape)
    {
        var x = new float[rows * 6];
        var y = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * 6, 6);
            for (var f = 0; f < 5; f++) row[f] = U(seed, r * 20 + f) < 0.1 ? float.NaN : U(seed, r * 20 + 5 + f);
            row[5] = U(seed, r * 20 + 10) < 0.05 ? float.NaN : (int)(30 * U(seed, r * 20 + 11));
            double Or(float v, double other) => float.IsNaN(v) ? other : v;
            var group = ((int)Or(row[5], 3) * 17 % 5 - 2) * 0.5;
            y[r] = shape(2 * Or(row[0], 1.5) * Or(row[1], 0) + Or(row[2], -0.5) + group + 0.1 * U(seed, r * 20 + 12));
        }
        return (x, y);
    }

    private static FeatureTable Table((float[] Rows, float[] Target) data) => FeatureTable.FromRows(data.Rows, data.Target, 5);

    private static float Class2(double signal) => signal > 0.6 ? 1 : 0;

    private static float Class3(double signal) => signal > 1 ? 2 : signal > 0 ? 1 : 0;

    public static TheoryData<BoostingLoss> Losses => [BoostingLoss.Squared, BoostingLoss.Logistic, BoostingLoss.Softmax];

    private static Func<double, float> Shape(BoostingLoss loss) =>
        loss switch { BoostingLoss.Squared => s => (float)s, BoostingLoss.Logistic => Class2, _ => Class3 };

    [Fact]
    public void Xor_is_learned_though_neither_feature_tells_anything_alone()
    {
        float[] Rows(int seed) => Uniform(seed, 2000);
        float[] Labels(float[] x) => [.. x.Chunk(2).Select(p => p[0] > 0 == p[1] > 0 ? 0f : 1f)];
        var (train, test) = (Rows(1), Rows(2));
        var forest = GradientBoostedTrees.Fit(FeatureTable.FromRows(train, Labels(train)), new() { Loss = BoostingLoss.Logistic, Rounds = 50 });
        Assert.True(Metrics.Accuracy(forest.Probabilities(test), 1, Array.ConvertAll(Labels(test), l => (int)l)) > 0.96);
    }

    [Fact]
    public void Regression_explains_what_a_constant_cannot()
    {
        var (train, test) = (Mixed(1, 3000, s => (float)s), Mixed(2, 1000, s => (float)s));
        var forest = GradientBoostedTrees.Fit(Table(train), new() { Rounds = 30, LearningRate = 0.3 });
        Assert.True(Metrics.R2(forest.Predict(test.Rows), test.Target) > 0.95);
        var importance = forest.Importance();
        Assert.True(importance[5] > importance[3] * 20 && importance[0] > importance[4] * 20);
    }

    [Fact]
    public void Softmax_tells_three_classes_apart()
    {
        var (train, test) = (Mixed(3, 3000, Class3), Mixed(4, 1000, Class3));
        var forest = GradientBoostedTrees.Fit(Table(train), new() { Loss = BoostingLoss.Softmax, Rounds = 15, LearningRate = 0.3 });
        Assert.Equal(3, forest.Outputs);
        Assert.Equal(45, forest.Trees);
        Assert.True(Metrics.Accuracy(forest.Probabilities(test.Rows), 3, Array.ConvertAll(test.Target, l => (int)l)) > 0.88);
    }

    [Theory, MemberData(nameof(Losses))]
    public void Training_loss_falls_every_round_and_is_the_loss_of_the_predictions(BoostingLoss loss)
    {
        var data = Mixed(5, 1500, Shape(loss));
        var losses = new List<double>();
        var forest = GradientBoostedTrees.Fit(Table(data), new() { Loss = loss, Rounds = 30 }, progress: p => losses.Add(p.TrainingLoss));
        Assert.Equal(30, losses.Count);
        for (var i = 1; i < losses.Count; i++) Assert.True(losses[i] < losses[i - 1]);
        var labels = Array.ConvertAll(data.Target, l => (int)l);
        // Training runs on bins, prediction on values: they must agree, gaps and categories included.
        var predicted = loss switch
        {
            BoostingLoss.Squared => Metrics.Mse(forest.Predict(data.Rows), data.Target) / 2,
            _ => Metrics.LogLoss(forest.Probabilities(data.Rows), forest.Outputs, labels),
        };
        Assert.Equal(losses[^1], predicted, 1e-5 * losses[^1] + 1e-7);
    }

    [Fact]
    public void What_is_missing_can_be_the_signal()
    {
        float[] Rows(int seed) => [.. Enumerable.Range(0, 1000).Select(i => U(seed, 2 * i) < 0.3 ? float.NaN : U(seed, 2 * i + 1))];
        float[] Labels(float[] x) => [.. x.Select(v => float.IsNaN(v) || v > 0.8f ? 1f : 0f)];
        var (train, test) = (Rows(1), Rows(2));
        var forest = GradientBoostedTrees.Fit(FeatureTable.FromRows(train, Labels(train)), new() { Loss = BoostingLoss.Logistic, Rounds = 40 });
        Assert.True(Metrics.Accuracy(forest.Probabilities(test), 1, Array.ConvertAll(Labels(test), l => (int)l)) > 0.99);
    }

    [Fact]
    public void Category_sets_beat_an_order_that_means_nothing()
    {
        (float[] Codes, float[] Y) Draw(int seed)
        {
            var codes = Enumerable.Range(0, 2000).Select(i => (float)(int)(60 * U(seed, i))).ToArray();
            return (codes, [.. codes.Select((c, i) => SplitMix64.Below(2, 77, (ulong)c) + 0.3f * U(seed, 5000 + i))]);
        }
        var (train, test) = (Draw(1), Draw(2));
        double Error(bool categorical)
        {
            var table = new FeatureTable([new("c", train.Codes, categorical)], train.Y);
            return Metrics.Rmse(GradientBoostedTrees.Fit(table, new() { Rounds = 20, MaxLeaves = 4 }).Predict(test.Codes), test.Y);
        }
        Assert.True(Error(categorical: true) < 0.6 * Error(categorical: false));
    }

    [Theory, MemberData(nameof(Losses))]
    public void Any_number_of_threads_gives_the_same_bits(BoostingLoss loss)
    {
        var (train, part) = (Table(Mixed(6, 16_000, Shape(loss))), Table(Mixed(7, 5000, Shape(loss))));
        var options = new BoostingOptions { Loss = loss, Rounds = 3, RowFraction = 0.8, FeatureFraction = 0.9, Seed = 3 };
        var one = GradientBoostedTrees.Fit(train, options, part, threads: 1);
        foreach (var threads in (int[])[2, 3])
            AssertSame(one.ToArrays(), GradientBoostedTrees.Fit(train, options, part, threads).ToArrays());
        Assert.False(one.ToArrays().Value.SequenceEqual(GradientBoostedTrees.Fit(train, options with { Seed = 4 }).ToArrays().Value));
    }

    [Fact]
    public void Early_stopping_keeps_the_best_round()
    {
        var (train, part) = (Table(Mixed(8, 500, s => Class2(s + 0.6))), Table(Mixed(9, 500, s => Class2(s + 0.6))));
        for (var i = 0; i < 500; i += 3) (train.Target[i], part.Target[i]) = (i % 2, i / 3 % 2); // Noise to overfit.
        var losses = new List<double>();
        var options = new BoostingOptions { Loss = BoostingLoss.Logistic, Rounds = 90, EarlyStopping = 10 };
        var forest = GradientBoostedTrees.Fit(train, options, part, progress: p => losses.Add(p.ValidationLoss!.Value));
        Assert.Equal(losses.IndexOf(losses.Min()) + 1, forest.Trees);
        Assert.True(losses.Count < 90);
        Assert.Equal(forest.Trees + 10, losses.Count);
        Assert.Equal(90, GradientBoostedTrees.Fit(train, options with { EarlyStopping = 0 }, part).Trees);
    }

    [Fact]
    public void A_row_of_weight_two_counts_like_two_rows()
    {
        var (rows, target) = Mixed(10, 400, s => (float)s);
        for (var i = 0; i < rows.Length; i++) rows[i] = MathF.Round(50 * rows[i]) / 50; // As many bins as values, either way.
        var columns = FeatureTable.FromRows(rows, target, 5).Columns;
        var twice = columns.Select(c => c with { Values = [.. c.Values, .. c.Values[..200]] }).ToArray();
        var options = new BoostingOptions { Rounds = 5, MinSamplesLeaf = 1, MinHessian = 10, CategorySmoothing = 0 };
        var weighted = GradientBoostedTrees.Fit(new(columns, target, [.. Enumerable.Range(0, 400).Select(i => i < 200 ? 2f : 1f)]), options);
        var repeated = GradientBoostedTrees.Fit(new(twice, [.. target, .. target[..200]]), options);
        Assert.Equal(repeated.Predict(rows), weighted.Predict(rows), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Leaves_and_depth_stay_within_their_limits()
    {
        var table = Table(Mixed(11, 2000, s => (float)s));
        var arrays = GradientBoostedTrees.Fit(table, new() { Rounds = 5, MaxLeaves = 6, MaxDepth = 3 }).ToArrays();
        for (var t = 0; t < arrays.Root.Length; t++)
        {
            var end = t + 1 < arrays.Root.Length ? arrays.Root[t + 1] : arrays.Feature.Length;
            Assert.InRange(Enumerable.Range(arrays.Root[t], end - arrays.Root[t]).Count(n => arrays.Feature[n] < 0), 2, 6);
            int Depth(int n) => arrays.Feature[n] < 0 ? 0 : 1 + Math.Max(Depth(arrays.Left[n]), Depth(arrays.Right[n]));
            Assert.InRange(Depth(arrays.Root[t]), 1, 3);
        }
    }

    [Fact]
    public void A_constant_target_needs_no_split()
    {
        var forest = GradientBoostedTrees.Fit(FeatureTable.FromRows(Uniform(1, 100), [.. Enumerable.Repeat(2.5f, 100)]), new());
        Assert.Equal(1, forest.Trees);
        Assert.Equal([2.5f], forest.Predict([0.3f]));
    }

    [Fact]
    public void Cancelling_stops_between_rounds()
    {
        using var source = new CancellationTokenSource();
        var rounds = 0;
        Assert.Throws<OperationCanceledException>(() => GradientBoostedTrees.Fit(Table(Mixed(12, 200, s => (float)s)), new(), progress: _ =>
        {
            if (++rounds == 3) source.Cancel();
        }, cancellation: source.Token));
        Assert.Equal(3, rounds);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var table = Table(Mixed(13, 50, s => (float)s));
        string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains("MaxBins must lie between 2 and 255", Message(() => GradientBoostedTrees.Fit(table, new() { MaxBins = 256 })));
        Assert.Contains("classes from 0 to 1", Message(() => GradientBoostedTrees.Fit(table, new() { Loss = BoostingLoss.Logistic })));
        Assert.Contains("do not match", Message(() => GradientBoostedTrees.Fit(table, new(), FeatureTable.FromRows([1, 2], [1, 2]))));
        Assert.Contains("whole numbers", Message(() => new FeatureTable([new("c", [0.5f], true)], [1])));
        Assert.Contains("'x' has 2 values", Message(() => new FeatureTable([new("x", [1, 2])], [1])));
        Assert.Contains("NaN", Message(() => new FeatureTable([new("x", [1])], [float.NaN])));
        Assert.Contains("evenly", Message(() => FeatureTable.FromRows([1, 2, 3], [1, 2])));
    }

    internal static void AssertSame(ForestArrays a, ForestArrays b)
    {
        Assert.Equal((a.Loss, a.Features), (b.Loss, b.Features));
        foreach (var (x, y) in (ReadOnlySpan<(int[], int[])>)
                 [(a.Root, b.Root), (a.Output, b.Output), (a.Feature, b.Feature), (a.Left, b.Left), (a.Right, b.Right),
                     (a.DefaultLeft, b.DefaultLeft), (a.CategoryStart, b.CategoryStart), (a.CategoryWords, b.CategoryWords),
                     (a.Categories, b.Categories)])
            Assert.Equal(x, y);
        foreach (var (x, y) in (ReadOnlySpan<(float[], float[])>)
                 [(a.Start, b.Start), (a.Threshold, b.Threshold), (a.Value, b.Value), (a.Gain, b.Gain)])
            Assert.Equal(Array.ConvertAll(x, BitConverter.SingleToInt32Bits), Array.ConvertAll(y, BitConverter.SingleToInt32Bits));
    }
}
