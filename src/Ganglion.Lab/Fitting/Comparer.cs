namespace Ganglion.Lab;

/// <summary>
/// Runs methods on the same task with the same seeds and asks whether they differ by more than chance. What varies is the seed, and
/// with it the fold where the data set has several: the verdict is about this data set and these splits. Nothing is chosen, so the test part is compared.
/// </summary>
/// <param name="recipes">The methods there are.</param>
public sealed class Comparer(RecipeBook recipes)
{
    /// <summary>Fits every contender once a seed and tests every pair.</summary>
    /// <param name="task">The task.</param>
    /// <param name="contenders">At least two.</param>
    /// <param name="seeds">How many seeds, at least 2; null for what the task deserves, at least 5.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="observer">Told what happens.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ArgumentException">Fewer than two contenders or seeds, or one that does not accept the task.</exception>
    /// <exception cref="KeyNotFoundException">A recipe does not exist.</exception>
    /// <exception cref="FormatException">A setting does not exist or cannot be read.</exception>
    public Comparison Compare(LearningTask task, IReadOnlyList<Contender> contenders, int? seeds = null, int seed = 0, IFitObserver? observer = null,
        CancellationToken cancel = default)
    {
        int runs = seeds ?? Math.Max(5, task.DefaultRuns);
        if (contenders.Select(c => c.Name).Distinct().Count() < 2 || contenders.Count != contenders.Select(c => c.Name).Distinct().Count())
            throw new ArgumentException($"A comparison needs two or more different contenders; given were: {string.Join(", ", contenders.Select(c => c.Name))}.", nameof(contenders));
        if (runs < 2) throw new ArgumentException($"A comparison over {runs} seed has nothing to test; give two or more.", nameof(seeds));
        var prepared = contenders.Select(c =>
        {
            var method = recipes.Methods(task, [c.Recipe])[0];
            return (c.Name, Method: method, Options: method.ParseOptions(method.DefaultOptions(Budget.Check, task), c.Settings));
        }).ToList();

        var rows = new List<ComparisonRow>();
        foreach (var (name, method, options) in prepared)
        {
            var results = new List<TrialResult>();
            for (int s = 0; s < runs; s++)
            {
                cancel.ThrowIfCancellationRequested();
                double Done(double share) => (rows.Count * runs + s + share) / (prepared.Count * runs);
                observer?.On(new TrialStarted(name, seed + s, Done(0), null));
                var outcome = TrialRunner.Run(task, Trial.Of(task, method, options, seed, s), new Run(seed + s, Budget.Check, cancel)
                {
                    Progress = (share, what) => observer?.On(new TrialProgressed(name, seed + s, share, what, Done(share), null)),
                });
                var result = TrialRunner.Test(task, outcome);
                observer?.On(new TrialFinished(name, seed + s, result, null, false, Done(1), null));
                if (s == task.Folds && result.BitHash == results[0].BitHash) break;
                results.Add(result);
            }
            rows.Add(new(name, results, Summary.Of([.. results.Select(r => r.Test[task.Primary.Name])]),
                results.Select(r => r.Seconds).Order().ElementAt(results.Count / 2)));
        }
        return new()
        {
            Data = task.Name,
            Description = task.Describe(),
            Metric = task.Primary,
            Seeds = runs,
            Pairs = Pairs(rows, task.Primary, runs),
            Rows = [.. task.Primary.HigherIsBetter ? rows.OrderByDescending(r => r.Test.Mean) : rows.OrderBy(r => r.Test.Mean)],
        };
    }

    private static IReadOnlyList<ComparisonPair> Pairs(List<ComparisonRow> rows, Metric metric, int seeds)
    {
        double[] Values(ComparisonRow r) => [.. Enumerable.Range(0, seeds).Select(s => r.Results[s % r.Results.Count].Test[metric.Name])];
        var pairs = rows.SelectMany((first, i) => rows.Skip(i + 1).Select(second => (First: first, Second: second))).ToList();
        // Two methods without randomness differ by one number; over seeds there is nothing to test.
        var tests = pairs.Select(p => p.First.Results.Count == 1 && p.Second.Results.Count == 1 ? ((TestResult T, TestResult W)?)null
            : (Significance.PairedT(Values(p.First), Values(p.Second)), Significance.Wilcoxon(Values(p.First), Values(p.Second)))).ToList();
        var made = tests.OfType<(TestResult T, TestResult W)>().ToList();
        double[] t = Significance.Holm([.. made.Select(x => x.T.PValue)]), w = Significance.Holm([.. made.Select(x => x.W.PValue)]);
        var result = new List<ComparisonPair>();
        int at = 0;
        for (int k = 0; k < pairs.Count; k++)
        {
            var (a, b) = pairs[k];
            double difference = a.Test.Mean - b.Test.Mean;
            if (tests[k] is not { } test) { result.Add(new(a.Name, b.Name, difference, null, null, double.NaN, double.NaN, null)); continue; }
            string better = difference > 0 == metric.HigherIsBetter ? a.Name : b.Name;
            result.Add(new(a.Name, b.Name, difference, test.T, test.W, t[at], w[at], t[at] < 0.05 && difference != 0 ? better : null));
            at++;
        }
        return result;
    }
}
