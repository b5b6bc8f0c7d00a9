namespace Ganglion.Lab;

internal sealed partial class FitSession
{
    private readonly List<SearchRow> _search = [];

    private static bool IsTunable(FitEntry entry) => entry.Method!.OptionTable.Any(o => o.Range is not null);

    /// <summary>Other options for the best methods that have some. What does better than the defaults becomes a row of its own.</summary>
    private void Search()
    {
        Begin(FitPhase.Search);
        var tunable = Ranked().Where(IsTunable).ToList();
        foreach (var entry in tunable.Take(options.Budget is null ? BySize(0, 1, 2) : 3))
        {
            int candidates = Candidates(entry);
            if (candidates < 3) continue;
            _planned += OptionSearch.Cost(candidates) + Seeds - 1;
            Halve(entry, candidates);
        }
    }

    /// <summary>How many candidates: by the size of the task without a budget, else what fits half of the time left. Decided once, also for a
    /// resumed run.</summary>
    private int Candidates(FitEntry entry)
    {
        if (options.Budget is null) return BySize(0, 4, 7);
        if (folder.State.Plans.FirstOrDefault(p => p.Recipe == entry.Name) is { } plan) return plan.Candidates;
        double seconds = Left!.Value.TotalSeconds / 2;
        int candidates = 12;
        while (candidates >= 3 && entry.Seconds * (OptionSearch.Cost(candidates) + Math.Min(Seeds, entry.Outcomes.Count) - 1) > seconds) candidates--;
        folder.Note(new SearchPlan(entry.Name, candidates));
        return candidates;
    }

    // The number of seeds that a task deserves says how large it is, without a look at the clock.
    private int BySize(int large, int middle, int small) => task.DefaultSeeds switch { >= 5 => small, >= 3 => middle, _ => large };

    private void Halve(FitEntry entry, int count)
    {
        var method = entry.Method!;
        var left = OptionSearch.Candidates(method, entry.Options!, count, options.Seed).ToList();
        foreach (double rung in OptionSearch.Rungs)
        {
            var scored = left.Select(candidate => (Options: candidate, Value: Value(entry, candidate, rung))).ToList();
            var order = scored.Where(c => double.IsFinite(c.Value)).ToList();
            order = [.. Metric.HigherIsBetter ? order.OrderByDescending(c => c.Value) : order.OrderBy(c => c.Value)];
            left = [.. order.Take(rung < 1 ? OptionSearch.Survivors(scored.Count) : 1).Select(c => c.Options)];
            _search.AddRange(scored.Select(c =>
                new SearchRow(method.Id, rung, OptionSearch.Describe(method, c.Options), c.Value, left.Contains(c.Options))));
            if (left.Count == 0) return;
        }
        if (left[0].Equals(entry.Options)) { Note(entry, "search found nothing better than the defaults"); return; }
        var tuned = new FitEntry($"{method.Id} (tuned)", method, left[0]);
        Repeat(tuned, options.Budget is null ? Seeds : Math.Min(Seeds, Math.Max(1, entry.Outcomes.Count)), Left);
        _entries.Add(tuned);
    }

    // Every candidate is seen with the first seed; a whole trial of the winner is the first of its row.
    private double Value(FitEntry entry, object candidate, double rung)
    {
        var deadline = Left is { } left ? left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1) : (TimeSpan?)null;
        var (outcome, _, _) = Try($"{entry.Name} search", new(entry.Method!, candidate, options.Seed, rung), deadline);
        return outcome?.Result.Validation[Metric.Name] ?? double.NaN;
    }
}
