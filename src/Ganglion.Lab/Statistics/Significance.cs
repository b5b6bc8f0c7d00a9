namespace Ganglion.Lab;

/// <summary>The outcome of a significance test.</summary>
/// <param name="Test">Name of the test, with how its p-value was found.</param>
/// <param name="Statistic">The test statistic.</param>
/// <param name="PValue">Two-sided p-value: the chance of a statistic at least as extreme when the methods do not differ.</param>
/// <param name="Difference">First minus second: the mean for t, the median for Wilcoxon, a difference of counts for sign and McNemar.</param>
/// <param name="Count">Pairs that took part.</param>
public sealed record TestResult(string Test, double Statistic, double PValue, double Difference, int Count)
{
    /// <summary>Whether the difference is significant at a level.</summary>
    /// <param name="level">The accepted chance of a false alarm.</param>
    public bool IsSignificant(double level = 0.05) => PValue < level;
}

/// <summary>Tests of whether two methods measured on the same seeds, folds, data sets or rows truly differ.</summary>
public static partial class Significance
{
    /// <summary>
    /// Paired t-test (Student 1908): assumes the differences are about normal. When every difference is the same, p is 1 if that is zero
    /// and 0 otherwise.
    /// </summary>
    /// <param name="first">Measurements of the first method.</param>
    /// <param name="second">Measurements of the second on the same seeds, folds or data sets.</param>
    /// <exception cref="ArgumentException">Fewer than two pairs, different lengths, or a value that is not finite.</exception>
    public static TestResult PairedT(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var differences = Differences(first, second);
        if (differences.Length < 2) throw new ArgumentException("A paired t-test needs at least two pairs; run more seeds.", nameof(first));
        var (mean, deviation, _, _, n) = Summary.Of(differences);
        if (deviation == 0) return new("paired t", mean == 0 ? 0 : double.CopySign(double.PositiveInfinity, mean), mean == 0 ? 1 : 0, mean, n);
        var t = mean / (deviation / Math.Sqrt(n));
        return new("paired t", t, Distributions.StudentTail(t, n - 1), mean, n);
    }

    /// <summary>
    /// Wilcoxon signed-rank test (1945): asks no normality. Zero differences are dropped and equal ones share ranks. Up to 25 pairs the
    /// p-value is exact over all sign assignments, ties included; above, normal with tie and continuity correction.
    /// </summary>
    /// <param name="first">Measurements of the first method.</param>
    /// <param name="second">Measurements of the second on the same seeds, folds or data sets.</param>
    /// <returns>The statistic is the rank sum of the positive differences.</returns>
    /// <exception cref="ArgumentException">No pair, different lengths, or a value that is not finite.</exception>
    public static TestResult Wilcoxon(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var all = Differences(first, second);
        var median = Median(all);
        var differences = Array.FindAll(all, d => d != 0);
        var n = differences.Length;
        if (n == 0) return new("Wilcoxon signed-rank (exact)", 0, 1, median, 0);
        // Doubled ranks keep the half ranks of ties whole.
        var ranks = DoubledRanks(Array.ConvertAll(differences, Math.Abs), out var ties);
        var positive = 0;
        for (var i = 0; i < n; i++)
            if (differences[i] > 0) positive += ranks[i];
        var statistic = positive / 2.0;
        if (n <= 25) return new("Wilcoxon signed-rank (exact)", statistic, ExactTail(ranks, positive), median, n);
        var centre = n * (n + 1.0) / 4;
        var deviation = Math.Sqrt(n * (n + 1.0) * (2 * n + 1) / 24 - ties / 48);
        var z = Math.Max(0, Math.Abs(statistic - centre) - 0.5) / deviation;
        return new("Wilcoxon signed-rank (normal)", statistic, Distributions.NormalTail(z), median, n);
    }

    /// <summary>Sign test: an exact coin flip over the pairs that differ, blind to the size of the differences.</summary>
    /// <param name="first">Measurements of the first method.</param>
    /// <param name="second">Measurements of the second on the same seeds, folds or data sets.</param>
    /// <returns>The statistic is the number of pairs in which the first is larger.</returns>
    /// <exception cref="ArgumentException">No pair, different lengths, or a value that is not finite.</exception>
    public static TestResult Sign(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var differences = Differences(first, second);
        int up = differences.Count(d => d > 0), down = differences.Count(d => d < 0);
        return new("sign", up, Distributions.FairCoinTail(up, down), up - down, up + down);
    }

    /// <summary>McNemar's test (1947), exact: two classifiers on the same rows, judged by the rows only one of them got right.</summary>
    /// <param name="first">Predicted classes of the first, <c>[rows]</c>.</param>
    /// <param name="second">Predicted classes of the second, <c>[rows]</c>.</param>
    /// <param name="labels">True classes, <c>[rows]</c>.</param>
    /// <returns>The statistic is the number of rows only the first got right.</returns>
    /// <exception cref="ArgumentException">Empty, or of different lengths.</exception>
    public static TestResult McNemar(ReadOnlySpan<int> first, ReadOnlySpan<int> second, ReadOnlySpan<int> labels)
    {
        Require.NotEmpty(labels.Length, nameof(labels));
        Require.SameLength(first.Length, labels.Length, nameof(first), nameof(labels));
        Require.SameLength(second.Length, labels.Length, nameof(second), nameof(labels));
        int onlyFirst = 0, onlySecond = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (first[i] == second[i]) continue;
            if (first[i] == labels[i]) onlyFirst++;
            else if (second[i] == labels[i]) onlySecond++;
        }
        return new("McNemar (exact)", onlyFirst, Distributions.FairCoinTail(onlyFirst, onlySecond), onlyFirst - onlySecond, onlyFirst + onlySecond);
    }

    /// <summary>Chance that the positive rank sum is as far from its centre as seen, over all 2ⁿ signs, by counting subset sums.</summary>
    private static double ExactTail(int[] ranks, int positive)
    {
        var total = ranks.Sum();
        var ways = new double[total + 1]; // Whole numbers up to 2²⁵, exact in a double.
        ways[0] = 1;
        var reached = 0;
        foreach (var rank in ranks)
        {
            reached += rank;
            for (var sum = reached; sum >= rank; sum--) ways[sum] += ways[sum - rank];
        }
        var small = 0.0;
        for (var sum = 0; sum <= Math.Min(positive, total - positive); sum++) small += ways[sum];
        return Math.Min(1, 2 * small / Math.Pow(2, ranks.Length));
    }

    /// <summary>Twice the one-based mean ranks, and Σ(t³-t) over the groups of equal values.</summary>
    private static int[] DoubledRanks(double[] values, out double ties)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        var sorted = (double[])values.Clone();
        Array.Sort(sorted, order);
        var ranks = new int[values.Length];
        ties = 0;
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i];) end++;
            double run = end - i;
            ties += run * run * run - run;
            for (var j = i; j < end; j++) ranks[order[j]] = i + 1 + end;
        }
        return ranks;
    }

    private static double[] Differences(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Require.NotEmpty(first.Length, nameof(first));
        Require.SameLength(second.Length, first.Length, nameof(second), nameof(first));
        Require.Finite(first, nameof(first));
        Require.Finite(second, nameof(second));
        var differences = new double[first.Length];
        for (var i = 0; i < differences.Length; i++) differences[i] = first[i] - second[i];
        return differences;
    }

    private static double Median(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
