using System.Numerics;

namespace Ganglion.Lab.Tests;

public sealed class SignificanceTests
{
    // Student's sleep data (1908), as in R's help page of t.test.
    private static readonly double[] Drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    // Hollander and Wolfe's depression scale factors, as in R's help page of wilcox.test.
    private static readonly double[] Before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    private static readonly double[] After = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

    [Fact]
    public void Paired_t_agrees_with_student_s_sleep_data()
    {
        var result = Significance.PairedT(Drug1, Drug2);
        Assert.Equal(-4.0621, result.Statistic, 4);
        Assert.Equal(0.002833, result.PValue, 6);
        Assert.Equal(-1.58, result.Difference, 10);
        Assert.True(result.IsSignificant());
        var summary = Summary.Of([.. Drug1.Zip(Drug2, (a, b) => a - b)]);
        Assert.Equal(-2.4598858, summary.Low, 6);
        Assert.Equal(-0.7001142, summary.High, 6);
    }

    [Fact]
    public void Wilcoxon_agrees_with_hollander_and_wolfe()
    {
        var result = Significance.Wilcoxon(Before, After);
        Assert.Equal(40, result.Statistic);
        Assert.Equal(0.0390625, result.PValue, 10); // R prints 0.01953 one-sided.
    }

    [Fact]
    public void Wilcoxon_drops_zeros_and_counts_every_sign_assignment_with_ties()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 20; trial++)
        {
            var n = random.Next(1, 11);
            var a = Enumerable.Range(0, n).Select(_ => (double)random.Next(6)).ToArray();
            var b = Enumerable.Range(0, n).Select(_ => (double)random.Next(6)).ToArray();
            var d = a.Zip(b, (x, y) => x - y).Where(v => v != 0).ToArray();
            var result = Significance.Wilcoxon(a, b);
            Assert.Equal(d.Length, result.Count);
            if (d.Length == 0) { Assert.Equal(1, result.PValue); continue; }
            var ranks = d.Select(v => d.Count(w => Math.Abs(w) < Math.Abs(v)) + (d.Count(w => Math.Abs(w) == Math.Abs(v)) + 1) / 2.0).ToArray();
            var seen = ranks.Where((_, i) => d[i] > 0).Sum();
            var far = Math.Abs(seen - ranks.Sum() / 2);
            double extreme = Enumerable.Range(0, 1 << d.Length)
                .Count(signs => Math.Abs(ranks.Where((_, i) => (signs >> i & 1) != 0).Sum() - ranks.Sum() / 2) >= far - 1e-9);
            Assert.Equal(seen, result.Statistic, 10);
            Assert.Equal(extreme / (1 << d.Length), result.PValue, 10);
        }
    }

    [Fact]
    public void Wilcoxon_above_25_pairs_is_close_to_the_exact_value()
    {
        // Twenty-five pairs exactly, then one more: the two ways must nearly agree.
        var random = new Random(2);
        var a = Enumerable.Range(0, 26).Select(_ => random.NextDouble()).ToArray();
        var zero = new double[26];
        for (var i = 0; i < 8; i++) a[i] = -a[i];
        var exact = Significance.Wilcoxon(a[..25], zero[..25]);
        var normal = Significance.Wilcoxon(a, zero);
        Assert.Contains("exact", exact.Test);
        Assert.Contains("normal", normal.Test);
        // Normal approximation of the same 25: mean 162.5, variance 1381.25.
        var z = (Math.Abs(exact.Statistic - 162.5) - 0.5) / Math.Sqrt(1381.25);
        Assert.Equal(Distributions.NormalTail(z), exact.PValue, 0.01);
        Assert.InRange(normal.PValue, exact.PValue / 4, exact.PValue * 4);
    }

    [Theory, InlineData(8, 2), InlineData(5, 5), InlineData(0, 6), InlineData(0, 0), InlineData(60, 41)]
    public void The_sign_test_is_a_coin_counted_exactly(int up, int down)
    {
        var n = up + down;
        BigInteger Choose(int k) => Enumerable.Range(1, k).Aggregate(BigInteger.One, (c, i) => c * (n - i + 1) / i);
        var small = Enumerable.Range(0, Math.Min(up, down) + 1).Aggregate(BigInteger.Zero, (s, k) => s + Choose(k));
        var expected = Math.Min(1, 2 * (double)small / Math.Pow(2, n));
        double[] first = [.. Enumerable.Repeat(1.0, up), .. Enumerable.Repeat(-1.0, down), 0];
        var result = Significance.Sign(first, new double[n + 1]);
        Assert.Equal(expected, result.PValue, 10);
        Assert.Equal(up, result.Statistic);
        Assert.Equal(n, result.Count);
    }

    [Fact]
    public void Mcnemar_counts_the_rows_only_one_got_right()
    {
        int[] labels = new int[30], first = new int[30], second = new int[30];
        for (var i = 0; i < 8; i++) second[i] = 1;
        for (var i = 8; i < 10; i++) first[i] = 1;
        for (var i = 10; i < 15; i++) (first[i], second[i]) = (1, 2); // Both wrong, differently: no evidence.
        var result = Significance.McNemar(first, second, labels);
        Assert.Equal(8, result.Statistic);
        Assert.Equal(6, result.Difference);
        Assert.Equal(10, result.Count);
        Assert.Equal(0.109375, result.PValue, 12);
    }

    [Fact]
    public void Holm_agrees_with_r()
    {
        Assert.Equal([0.04, 0.06, 0.06, 0.06], Significance.Holm([0.01, 0.02, 0.03, 0.04]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.06, 0.03, 1], Significance.Holm([0.03, 0.01, 1]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Contains("no p-value", Assert.Throws<ArgumentException>(() => Significance.Holm([1.5])).Message);
    }

    [Fact]
    public void Friedman_agrees_with_demsar_s_table()
    {
        // Demšar (2006), table 6: AUC of four versions of C4.5 on fourteen data sets; mean ranks and chi-squared (before ties) are his.
        // He ranks the last row but one by unrounded values, hence 0.9751 for his 0.975.
        double[] auc =
        [
            0.763, 0.768, 0.771, 0.798, 0.599, 0.591, 0.590, 0.569, 0.954, 0.971, 0.968, 0.967, 0.628, 0.661, 0.654, 0.657,
            0.882, 0.888, 0.886, 0.898, 0.936, 0.931, 0.916, 0.931, 0.661, 0.668, 0.609, 0.685, 0.583, 0.583, 0.563, 0.625,
            0.775, 0.838, 0.866, 0.875, 1.000, 1.000, 1.000, 1.000, 0.940, 0.962, 0.965, 0.962, 0.619, 0.666, 0.614, 0.669,
            0.972, 0.981, 0.9751, 0.975, 0.957, 0.978, 0.946, 0.970,
        ];
        var result = Significance.Friedman(auc, 4);
        Assert.Equal([3.143, 2.000, 2.893, 1.964], result.MeanRanks, (a, b) => Math.Abs(a - b) < 6e-4);
        Assert.Equal(9.28, result.Statistic * (1 - 78 / 840.0), 2); // Σ(t³-t) = 78 over the ties.
        Assert.Equal(0.017, result.PValue, 0.001);
    }

    [Fact]
    public void No_difference_is_no_evidence()
    {
        Assert.Equal(1, Significance.PairedT([1, 2], [1, 2]).PValue);
        Assert.Equal(0, Significance.PairedT([2, 3], [1, 2]).PValue);
        Assert.Equal(1, Significance.Wilcoxon([1, 2], [1, 2]).PValue);
        Assert.Equal(1, Significance.Friedman([1, 1, 2, 2], 2).PValue);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("run more seeds", Assert.Throws<ArgumentException>(() => Significance.PairedT([1], [2])).Message);
        Assert.Contains("pair up", Assert.Throws<ArgumentException>(() => Significance.Wilcoxon([1], [1, 2])).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Significance.Sign([double.NaN], [2])).Message);
        Assert.Contains("whole number of rows", Assert.Throws<ArgumentException>(() => Significance.Friedman([1, 2, 3], 2)).Message);
    }
}
