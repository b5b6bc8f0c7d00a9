using System.Globalization;
using Ganglion.Networks;

namespace Ganglion.Lab;

internal sealed partial class FitSession
{
    // Answers of this many numbers in all are held at once for the ensemble.
    private const long MaxAnswers = 100_000_000;

    // A list a fold; empty where a fold has none.
    private List<(FitEntry Entry, int Run, double Weight)>[] _members = [];
    private FitEntry? _ensemble;

    private FitResult Finish()
    {
        if (Ranked().Count == 0)
            throw new InvalidOperationException($"No method gave a network for {task.Kind} on '{task.Name}'. {string.Join(" ", _entries.Select(e => $"{e.Name}: {e.Error ?? string.Join("; ", e.Remarks)}."))}");
        if (options.Ensemble && task.CanBlend) Ensemble();

        NoteFolds();

        // From here on nothing is chosen any more.
        Begin(FitPhase.Test);
        var order = Ranked();
        foreach (var entry in order) Test(entry);
        List<FitEntry> all = [.. order, .. _entries.Where(e => !order.Contains(e))];
        var result = new FitResult
        {
            Data = task.Name,
            Task = task.Kind,
            Description = task.Describe(),
            Metric = Metric,
            Folds = task.Folds,
            Rows = [.. all.Select((e, i) => Row(e, i < order.Count ? i + 1 : null))],
            Search = _search,
            Folder = folder.Folder,
            Seconds = Elapsed.TotalSeconds,
            Best = Kept(order[0]),
        };
        Begin(FitPhase.Report);
        folder.WriteText("leaderboard.json", result.ToJson());
        var networks = order.Where(e => e.Method is not null).Select(e => (e.Name, e.Outcomes[e.Best(Metric)].Network!));
        Report.ReportWriter.Write(new ReportBuilder(FoldOf(order[0]), options, result, [.. networks], BestAnswers(order[0])).Build(),
            Path.Combine(folder.Working, "report.html"));
        folder.Complete(Elapsed);
        return result;
    }

    /// <summary>Chooses, in each fold by its own validation part, from the best network of each of the best rows.</summary>
    private void Ensemble()
    {
        Begin(FitPhase.Ensemble);
        var pool = Ranked().Take(10).ToList();
        if (pool.Count < 2) return;
        _members = [.. Enumerable.Range(0, task.Folds).Select(fold => Members(pool, fold))];
        while (_members.Length > 0 && _members[^1].Count == 0) _members = _members[..^1];
        if (_members.All(m => m.Count < 2) || _members.Any(m => m.Count == 0)) return;

        _ensemble = new("ensemble", null);
        for (int fold = 0; fold < _members.Length; fold++)
        {
            var networks = _members[fold].Select(m => m.Entry.Outcomes[m.Run]).ToList();
            _ensemble.Outcomes.Add(new(new()
            {
                Method = "ensemble",
                Options = new Dictionary<string, string>(),
                Seed = options.Seed,
                Fold = task.Folds > 1 ? fold : null,
                Validation = task.WithFold(fold).Score(Blend(Part.Validation, fold), Part.Validation),
                Seconds = networks.Sum(n => n.Result.Seconds),
                Parameters = networks.Sum(n => n.Result.Parameters),
                PeakBytes = networks.Max(n => n.Result.PeakBytes),
                BitHash = HashOf(_members[fold].Select(m => (m.Entry.Networks[m.Run], m.Weight))),
                Curves = new Dictionary<string, IReadOnlyList<CurvePoint>>(),
            }, null));
            _ensemble.Networks.Add(folder.Store.Add(EnsembleCard(fold), null).Hash);
        }
        Note(_ensemble, string.Join(" + ", _members.SelectMany(m => m).GroupBy(m => m.Entry.Name).Select(g =>
            string.Create(CultureInfo.InvariantCulture, $"{g.Sum(m => m.Weight) / _members.Length:0.##} {g.Key}"))));
        _entries.Add(_ensemble);
    }

    private List<(FitEntry Entry, int Run, double Weight)> Members(IReadOnlyList<FitEntry> pool, int fold)
    {
        var part = task.WithFold(fold);
        var (candidates, answers, total) = (new List<(FitEntry Entry, int Run)>(), new List<Tensor>(), 0L);
        foreach (var entry in pool)
        {
            cancel.ThrowIfCancellationRequested();
            if (entry.Best(Metric, fold, task.Folds) is not { } run) continue;
            candidates.Add((entry, run));
            answers.Add(part.Answers(entry.Outcomes[run].Network!, Part.Validation));
            total += answers[^1].Length;
            if (total > MaxAnswers && answers.Count >= 2) break;
        }
        if (candidates.Count == 0) return [];
        var (weights, _) = Ensembling.Select(part, answers, total / answers.Count > 5_000_000 ? 5 : 20);
        return [.. weights.Select((w, i) => (candidates[i].Entry, candidates[i].Run, w)).Where(m => m.w > 0)];
    }

    private Tensor Blend(Part part, int fold)
    {
        var answers = _members[fold].Select(m => (m.Weight, task.WithFold(fold).Answers(m.Entry.Outcomes[m.Run].Network!, part))).ToList();
        return Memory.Scope(() => task.Info.Blend(answers));
    }

    private NetworkCard EnsembleCard(int fold)
    {
        var (result, members) = (_ensemble!.Outcomes[fold].Result, _members[fold]);
        return CardOf(members[0].Entry.Outcomes[members[0].Run]) with
        {
            Recipe = "ensemble",
            Paper = "Ensemble Selection from Libraries of Models",
            Catalog = null,
            Options = new Dictionary<string, string>(),
            Seed = options.Seed,
            Validation = result.Validation,
            Test = result.Test,
            BitHash = result.BitHash,
            Seconds = result.Seconds,
            Parameters = result.Parameters,
            PeakBytes = result.PeakBytes,
            Parents = [.. members.Select(m => new NetworkParent(m.Entry.Networks[m.Run], m.Weight))],
        };
    }

    private void Test(FitEntry entry)
    {
        for (int s = 0; s < entry.Outcomes.Count; s++)
        {
            cancel.ThrowIfCancellationRequested();
            var outcome = entry.Outcomes[s];
            entry.Outcomes[s] = entry == _ensemble ? outcome with { Result = outcome.Result with { Test = task.WithFold(s).Score(Blend(Part.Test, s), Part.Test) } }
                : outcome with { Result = TrialRunner.Test(task, outcome) };
            folder.Store.Update(folder.Store.Find(entry.Networks[s]), entry == _ensemble ? EnsembleCard(s) : CardOf(entry.Outcomes[s]));
        }
    }

    private FitRow Row(FitEntry entry, int? rank)
    {
        var results = entry.Outcomes.Select(o => o.Result).ToList();
        var networks = entry.Networks.Select(PathOf).ToList();
        return new()
        {
            Rank = rank,
            Name = entry.Name,
            Recipe = entry.Method?.Id ?? "ensemble",
            Catalog = entry.Method?.Paper.Catalog,
            Options = entry.Method?.Describe(entry.OptionsOf(results.Count == 0 ? 0 : entry.Best(Metric))) ?? new Dictionary<string, string>(),
            Trials = results,
            Networks = networks,
            Best = results.Count == 0 ? null : networks[entry.Best(Metric)],
            Validation = SummaryOf(results.Select(r => r.Validation)),
            Test = rank is null ? null : SummaryOf(results.Select(r => r.Test)),
            Seconds = entry.Seconds,
            Parameters = results.Count == 0 ? 0 : results[0].Parameters,
            PeakBytes = results.Select(r => r.PeakBytes).DefaultIfEmpty().Max(),
            Remark = string.Join("; ", entry.Remarks),
            Error = entry.Error,
            Reproduce = Reproduce(entry),
        };
    }

    private Summary? SummaryOf(IEnumerable<IReadOnlyDictionary<string, double>> metrics)
    {
        double[] values = [.. metrics.Select(m => m[Metric.Name])];
        return values.Length > 0 && values.All(double.IsFinite) ? Summary.Of(values) : null;
    }

    private string Reproduce(FitEntry entry)
    {
        string data = options.DataArguments ?? task.Name;
        if (entry.Options.Count != 1) return string.Create(CultureInfo.InvariantCulture, $"ganglion fit {data} --seed {options.Seed}");
        var defaults = entry.Method!.Describe(entry.Method.DefaultOptions(Budget.Check, task));
        string changed = string.Concat(entry.Method.Describe(entry.Options[0]).Where(o => defaults[o.Key] != o.Value).Select(o =>
            $" --set {o.Key}={o.Value}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"ganglion fit {data} --recipe {entry.Method.Id}{changed} --seed {options.Seed} --seeds {Math.Max(1, entry.Outcomes.Count)}");
    }

    private KeptNetwork Kept(FitEntry entry)
    {
        int run = entry.Best(Metric);
        IReadOnlyList<Member> members = entry == _ensemble ? [.. _members[run].Select(m => new Member(m.Weight, m.Entry.Outcomes[m.Run].Network!))]
            : [new(1, entry.Outcomes[run].Network!)];
        return new(folder.Store.Find(entry.Networks[run]).Card, members, PathOf(entry.Networks[run]));
    }

    // The report looks closely at one network, on the fold that it did not see.
    private LearningTask FoldOf(FitEntry entry) => task.WithFold(entry.Outcomes[entry.Best(Metric)].Result.Fold ?? 0);

    // Answers too large to be blended are too large to be held; a report of such a task asks the network.
    private Tensor BestAnswers(FitEntry entry) => entry == _ensemble ? Blend(Part.Test, entry.Best(Metric))
        : !task.CanBlend ? Tensor.Zeros([0])
        : FoldOf(entry).Answers(entry.Outcomes[entry.Best(Metric)].Network!, Part.Test);

    private string PathOf(string network) => Path.Combine(folder.Folder, "networks", network);

    // An ensemble has no bits of its own: its hash is that of its members' and their shares.
    private static string HashOf(IEnumerable<(string Network, double Weight)> members)
    {
        ulong h = 14695981039346656037;
        string text = string.Join(' ', members.Select(m => m.Network + m.Weight.ToString("R", CultureInfo.InvariantCulture)));
        foreach (char c in text) h = (h ^ c) * 1099511628211;
        return h.ToString("x16");
    }
}
