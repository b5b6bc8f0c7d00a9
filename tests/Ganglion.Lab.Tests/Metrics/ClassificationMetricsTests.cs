namespace Ganglion.Lab.Tests;

/// <summary>Each measure against its definition, written the slow way, on random rows with many ties.</summary>
public sealed class ClassificationMetricsTests
{
    public static TheoryData<int, int, int> Cases => new()
    {
        { 1, 2, 1 }, { 2, 2, 50 }, { 3, 3, 1 }, { 4, 3, 200 }, { 5, 10, 500 }, { 6, 2, 7 },
    };

    private static (float[] Probabilities, int[] Labels) Draw(int seed, int classes, int rows)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray();
        var p = new float[rows * classes];
        for (var r = 0; r < rows; r++)
        {
            // Small whole weights make equal probabilities common.
            var weights = Enumerable.Range(0, classes).Select(_ => random.Next(0, 4) + 0.25f).ToArray();
            for (var c = 0; c < classes; c++) p[r * classes + c] = weights[c] / weights.Sum();
        }
        return (p, labels);
    }

    private static int[] Predicted(float[] p, int classes) =>
        [.. p.Chunk(classes).Select(row => Array.IndexOf(row, row.Max()))];

    [Theory, MemberData(nameof(Cases))]
    public void The_class_scores_follow_their_definitions(int seed, int classes, int rows)
    {
        var (p, y) = Draw(seed, classes, rows);
        var predicted = Predicted(p, classes);
        double recalls = 0, f1s = 0;
        int present = 0, named = 0;
        for (var c = 0; c < classes; c++)
        {
            double hit = y.Where((l, i) => l == c && predicted[i] == c).Count(), actual = y.Count(l => l == c), given = predicted.Count(l => l == c);
            if (actual > 0) { present++; recalls += hit / actual; }
            if (actual + given == 0) continue;
            named++;
            double precision = given > 0 ? hit / given : 0, recall = actual > 0 ? hit / actual : 0;
            f1s += precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        }
        Assert.Equal(y.Where((l, i) => l == predicted[i]).Count() / (double)rows, Metrics.Accuracy(p, classes, y), 12);
        Assert.Equal(recalls / present, Metrics.BalancedAccuracy(p, classes, y), 12);
        Assert.Equal(f1s / named, Metrics.MacroF1(p, classes, y), 12);
        var matrix = Metrics.Confusion(p, classes, y);
        for (var a = 0; a < classes; a++)
            for (var b = 0; b < classes; b++)
                Assert.Equal(y.Where((l, i) => l == a && predicted[i] == b).Count(), matrix[a, b]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_probability_scores_follow_their_definitions(int seed, int classes, int rows)
    {
        var (p, y) = Draw(seed, classes, rows);
        double loss = 0, brier = 0;
        for (var r = 0; r < rows; r++)
        {
            loss -= Math.Log(p[r * classes + y[r]]) / rows;
            for (var c = 0; c < classes; c++) brier += Math.Pow(p[r * classes + c] - (y[r] == c ? 1 : 0), 2) / rows;
        }
        Assert.Equal(loss, Metrics.LogLoss(p, classes, y), 6);
        Assert.Equal(classes == 2 ? brier / 2 : brier, Metrics.Brier(p, classes, y), 6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Calibration_error_is_the_gap_averaged_over_the_bins(int seed, int classes, int rows)
    {
        var (p, y) = Draw(seed, classes, rows);
        var predicted = Predicted(p, classes);
        var diagram = Metrics.ReliabilityDiagram(p, classes, y, bins: 10);
        var expected = 0.0;
        foreach (var bin in diagram)
        {
            bool Inside(double q) => q * 10 > bin.Lower * 10 && q * 10 <= bin.Upper * 10;
            var members = Enumerable.Range(0, rows).Where(r => Inside(p[r * classes + predicted[r]])).ToArray();
            Assert.Equal(members.Length, bin.Count);
            if (members.Length == 0) continue;
            var confidence = members.Average(r => (double)p[r * classes + predicted[r]]);
            var accuracy = members.Average(r => predicted[r] == y[r] ? 1.0 : 0);
            Assert.Equal(confidence, bin.MeanConfidence, 9);
            Assert.Equal(accuracy, bin.Accuracy, 9);
            expected += Math.Abs(confidence - accuracy) * members.Length / rows;
        }
        Assert.Equal(expected, Metrics.CalibrationError(p, classes, y, bins: 10), 9);
        Assert.Equal(rows, diagram.Sum(b => b.Count));
    }

    [Theory, InlineData(1, 2), InlineData(2, 40), InlineData(3, 301)]
    public void Roc_auc_counts_pairs_and_halves_ties(int seed, int rows)
    {
        var random = new Random(seed);
        var y = Enumerable.Range(0, rows).Select(i => i < 2 ? i : random.Next(2)).ToArray();
        var s = Enumerable.Range(0, rows).Select(i => random.Next(6) + 0.5f * y[i]).ToArray();
        double wins = 0, pairs = 0;
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < rows; j++)
                if (y[i] == 1 && y[j] == 0) { pairs++; wins += s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0; }
        Assert.Equal(wins / pairs, Metrics.RocAuc(s, y), 12);

        var precision = 0.0;
        for (var i = 0; i < rows; i++)
            if (y[i] == 1) precision += Enumerable.Range(0, rows).Where(j => s[j] >= s[i]).Average(j => y[j]);
        Assert.Equal(precision / y.Sum(), Metrics.AveragePrecision(s, y), 12);
    }

    [Fact]
    public void Roc_auc_of_many_classes_is_the_mean_over_one_against_rest()
    {
        var (p, y) = Draw(7, 4, 120);
        for (var i = 0; i < y.Length; i++) y[i] %= 3; // Class 3 never occurs and is left out.
        double Against(int c) => Metrics.RocAuc([.. p.Chunk(4).Select(row => row[c])], [.. y.Select(l => l == c ? 1 : 0)]);
        var expected = (Against(0) + Against(1) + Against(2)) / 3;
        Assert.Equal(expected, Metrics.RocAuc(p, 4, y), 12);
    }

    [Fact]
    public void One_column_says_the_same_as_two()
    {
        var (two, y) = Draw(8, 2, 100);
        var one = two.Chunk(2).Select(row => row[1]).ToArray();
        Assert.Equal(Metrics.Accuracy(two, 2, y), Metrics.Accuracy(one, 1, y));
        Assert.Equal(Metrics.LogLoss(two, 2, y), Metrics.LogLoss(one, 1, y), 6);
        Assert.Equal(Metrics.Brier(two, 2, y), Metrics.Brier(one, 1, y), 6);
        Assert.Equal(Metrics.RocAuc(two, 2, y), Metrics.RocAuc(one, 1, y));
        Assert.Equal(Metrics.MacroF1(two, 2, y), Metrics.MacroF1(one, 1, y));
    }

    [Fact]
    public void Worked_values_agree_with_the_textbook()
    {
        // scikit-learn's documented examples of roc_auc_score / average_precision_score, brier_score_loss and matthews_corrcoef.
        Assert.Equal(0.75, Metrics.RocAuc([0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1]), 12);
        Assert.Equal(0.8333333, Metrics.AveragePrecision([0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1]), 6);
        Assert.Equal(0.0375, Metrics.Brier([0.1f, 0.9f, 0.8f, 0.3f], 1, [0, 1, 1, 0]), 6);
        Assert.Equal(-1.0 / 3, new ConfusionMatrix([1, 0, 1, 1], [1, 1, 1, 0], 2).Matthews, 12);
    }

    [Fact]
    public void A_certain_mistake_costs_a_finite_amount() =>
        Assert.InRange(Metrics.LogLoss([1f, 0f], 2, [1]), 15.9, 16);

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("NaN at index 1", Assert.Throws<ArgumentException>(() => Metrics.Accuracy([0.5f, float.NaN], 2, [0])).Message);
        Assert.Contains("need 4", Assert.Throws<ArgumentException>(() => Metrics.Accuracy([0.5f, 0.5f], 2, [0, 1])).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => Metrics.Accuracy([], 2, [])).Message);
        Assert.Contains("softmax", Assert.Throws<ArgumentException>(() => Metrics.LogLoss([2.5f, -1f], 2, [0])).Message);
        Assert.Contains("sums to", Assert.Throws<ArgumentException>(() => Metrics.Brier([0.5f, 0.9f], 2, [0])).Message);
        Assert.Contains("holds 2 at row 1", Assert.Throws<ArgumentException>(() => Metrics.MacroF1([1f, 0f, 1f, 0f], 2, [0, 2])).Message);
        Assert.Contains("both classes", Assert.Throws<ArgumentException>(() => Metrics.RocAuc([0.1f, 0.2f], [1, 1])).Message);
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy([0, 1], [0]));
    }
}
