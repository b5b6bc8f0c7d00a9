namespace Ganglion.Lab;

/// <summary>
/// Greedy selection of networks for an ensemble, with replacement (Caruana, Niculescu-Mizil, Crew, Ksikes 2004): begin with the best, add
/// whichever helps most on the validation part, and keep the best of all sizes. It is never worse there than its best member.
/// </summary>
internal static class Ensembling
{
    /// <summary>The share of each candidate; zero for those that were not taken.</summary>
    /// <param name="task">Scores the validation part.</param>
    /// <param name="answers">The candidates' answers on the validation part.</param>
    /// <param name="steps">Additions at most.</param>
    public static (double[] Weights, double Value) Select(LearningTask task, IReadOnlyList<Tensor> answers, int steps = 20)
    {
        var metric = task.Primary;
        Tensor[] parts = [.. answers.Select(a => Memory.Scope(() => task.Info.ToBlend(a)))];
        var counts = new int[parts.Length];
        int[] bestCounts = counts;
        double bestValue = double.NaN;
        Tensor? sum = null;
        for (int size = 1; size <= steps; size++)
        {
            var (chosen, value) = (-1, double.NaN);
            for (int i = 0; i < parts.Length; i++)
            {
                var mean = Memory.Scope(() => task.Info.FromBlend((sum is null ? parts[i] : sum + parts[i]) * (1.0 / size)));
                double now = task.Score(mean, Part.Validation)[metric.Name];
                if (new Measure(metric, now).BetterThan(new(metric, value))) (chosen, value) = (i, now);
            }
            if (chosen < 0) break;
            sum = Memory.Scope(() => sum is null ? parts[chosen] : sum + parts[chosen]);
            counts[chosen]++;
            if (new Measure(metric, value).BetterThan(new(metric, bestValue))) (bestCounts, bestValue) = ([.. counts], value);
        }
        double total = bestCounts.Sum();
        return ([.. bestCounts.Select(c => c / total)], bestValue);
    }
}
