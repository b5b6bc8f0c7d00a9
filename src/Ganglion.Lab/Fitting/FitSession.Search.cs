namespace Ganglion.Lab;

internal sealed partial class FitSession
{
    private readonly List<SearchRow> _search = [];

    private static bool IsTunable(FitEntry entry) => entry.Method!.OptionTable.Any(o => o.Range is not null);

    /// <summary>
    /// Other options for the best methods that have some. What does better than the defaults becomes a row of its own. Each fold is searched
    /// by itself: options chosen on one fold's validation part were chosen by items that another fold tests on.
    /// </summary>
    private void Search()
    {
        Begin(FitPhase.Search);
        var tunable = Ranked().Where(IsTunable).ToList();
        foreach (var entry in tunable.Take(options.Budget is null ? BySize(0, 1, 2) : 3))
        {
            int candidates = Candidates(entry);
            if (candidates < 3) continue;
            _planned += (OptionSearch.Cost(candidates) - 1) * FoldsOf(entry) + Seeds;
            Halve(entry, candidates);
        }
    }

    // With few seeds, or little time, only the folds that were met.
    private int FoldsOf(FitEntry entry) => Math.Min(task.Folds, entry.Outcomes.Count);

    /// <summary>How many candidates: by the size of the task without a budget, else what fits half of the time left. Decided once, also for a
    /// resumed run.</summary>
    private int Candidates(FitEntry entry)
    {
        if (options.Budget is null) return BySize(0, 4, 7);
        if (folder.State.Plans.FirstOrDefault(p => p.Recipe == entry.Name) is { } plan) return plan.Candidates;
        double seconds = Left!.Value.TotalSeconds / 2;
        int candidates = 12;
        while (candidates >= 3 && entry.Seconds * ((OptionSearch.Cost(candidates) - 1) * FoldsOf(entry) + Math.Min(Seeds, entry.Outcomes.Count)) > seconds) candidates--;
        folder.Note(new SearchPlan(entry.Name, candidates));
        return candidates;
    }

    // The number of seeds that a task deserves says how large it is, without a look at the clock.
    private int BySize(int large, int middle, int small) => task.DefaultSeeds switch { >= 5 => small, >= 3 => middle, _ => large };

    private void Halve(FitEntry entry, int count)
    {
        var found = new List<object>();
        for (int fold = 0; fold < FoldsOf(entry); fold++)
            if (Halve(entry, count, fold) is { } best) found.Add(best); else return;
        if (found.All(o => o.Equals(entry.Options[0]))) { Note(entry, "search found nothing better than the defaults"); return; }
        var tuned = new FitEntry($"{entry.Method!.Id} (tuned)", entry.Method, found);
        if (found.Count > 1) Note(tuned, "options chosen by each fold's own validation part");
        Repeat(tuned, options.Budget is null ? Seeds : Math.Min(Seeds, Math.Max(1, entry.Outcomes.Count)), Left);
        _entries.Add(tuned);
    }

    /// <summary>Successive halving on one fold; null where nothing gave a number.</summary>
    private object? Halve(FitEntry entry, int count, int fold)
    {
        var method = entry.Method!;
        var left = OptionSearch.Candidates(method, entry.Options[0], count, options.Seed + fold).ToList();
        foreach (double rung in OptionSearch.Rungs)
        {
            var scored = left.Select(candidate => (Options: candidate, Value: Value(entry, candidate, rung, fold))).ToList();
            var order = scored.Where(c => double.IsFinite(c.Value)).ToList();
            order = [.. Metric.HigherIsBetter ? order.OrderByDescending(c => c.Value) : order.OrderBy(c => c.Value)];
            left = [.. order.Take(rung < 1 ? OptionSearch.Survivors(scored.Count) : 1).Select(c => c.Options)];
            _search.AddRange(scored.Select(c =>
                new SearchRow(method.Id, rung, OptionSearch.Describe(method, c.Options), c.Value, left.Contains(c.Options)) { Fold = task.Folds > 1 ? fold : null }));
            if (left.Count == 0) return null;
        }
        return left[0];
    }

    // Every candidate is seen with the fold's first seed; a whole trial of the winner is the first of its row.
    private double Value(FitEntry entry, object candidate, double rung, int fold)
    {
        var deadline = Left is { } left ? left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1) : (TimeSpan?)null;
        var (outcome, _, _) = Try($"{entry.Name} search", Trial.Of(task, entry.Method!, candidate, options.Seed, fold, rung), deadline);
        return outcome?.Result.Validation[Metric.Name] ?? double.NaN;
    }
}
