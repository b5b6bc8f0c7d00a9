namespace Ganglion.Lab;

/// <summary>Friedman's comparison of several methods over several data sets.</summary>
/// <param name="MeanRanks">Mean rank of each method over the data sets, 1 the best.</param>
/// <param name="Statistic">Friedman's chi-squared, corrected for ties.</param>
/// <param name="PValue">Upper tail of chi-squared with (methods - 1) degrees of freedom.</param>
public sealed record FriedmanResult(IReadOnlyList<double> MeanRanks, double Statistic, double PValue);

public static partial class Significance
{
    /// <summary>
    /// Friedman test (1937), as Demšar (2006) advises for several methods over several data sets: whether the mean ranks differ more than
    /// chance would have them.
    /// </summary>
    /// <param name="scores">Row-major <c>[dataSets, methods]</c>.</param>
    /// <param name="methods">Number of columns, at least 2.</param>
    /// <param name="higherIsBetter">Whether the largest score of a row gets rank 1.</param>
    /// <exception cref="ArgumentException">A shape that does not fit, or a value that is not finite.</exception>
    public static FriedmanResult Friedman(ReadOnlySpan<double> scores, int methods, bool higherIsBetter = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(methods, 2);
        Require.NotEmpty(scores.Length, nameof(scores));
        if (scores.Length % methods != 0)
            throw new ArgumentException(
                $"'scores' has {scores.Length} values, which is no whole number of rows of {methods} methods.", nameof(scores));
        Require.Finite(scores, nameof(scores));
        var rows = scores.Length / methods;
        var sums = new double[methods];
        var ties = 0.0;
        for (var r = 0; r < rows; r++)
        {
            var row = scores.Slice(r * methods, methods).ToArray();
            if (higherIsBetter) row = Array.ConvertAll(row, v => -v);
            var ranks = DoubledRanks(row, out var tied);
            ties += tied;
            for (var m = 0; m < methods; m++) sums[m] += ranks[m] / 2.0;
        }
        double k = methods, n = rows;
        var spread = sums.Sum(s => (s / n - (k + 1) / 2) * (s / n - (k + 1) / 2));
        var correction = 1 - ties / (n * k * (k * k - 1));
        var statistic = correction > 0 ? 12 * n / (k * (k + 1)) * spread / correction : 0;
        return new(Array.ConvertAll(sums, s => s / n), statistic, Distributions.ChiSquaredTail(statistic, k - 1));
    }

    /// <summary>
    /// Holm's step-down correction (1979): p-values adjusted, in the order given, so that comparing each with a level keeps the chance of
    /// any false alarm below it.
    /// </summary>
    /// <param name="pValues">Raw p-values, 0..1.</param>
    /// <exception cref="ArgumentException">A value outside 0..1 or NaN.</exception>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        foreach (var p in pValues)
            if (p is not (>= 0 and <= 1))
                throw new ArgumentException(FormattableString.Invariant($"{p} is no p-value; 0 to 1 is needed."), nameof(pValues));
        var order = Enumerable.Range(0, pValues.Length).ToArray();
        Array.Sort(pValues.ToArray(), order);
        var adjusted = new double[pValues.Length];
        var floor = 0.0;
        for (var i = 0; i < order.Length; i++)
            adjusted[order[i]] = floor = Math.Max(floor, Math.Min(1, (order.Length - i) * pValues[order[i]]));
        return adjusted;
    }
}
