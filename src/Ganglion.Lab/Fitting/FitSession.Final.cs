using System.Globalization;
using Ganglion.Networks;

namespace Ganglion.Lab;

internal sealed partial class FitSession
{
    // Answers of this many numbers in all are held at once for the ensemble.
    private const long MaxAnswers = 100_000_000;

    private List<(FitEntry Entry, int Seed, double Weight)> _members = [];
    private FitEntry? _ensemble;

    private FitResult Finish()
    {
        if (Ranked().Count == 0)
            throw new InvalidOperationException($"No method gave a network for {task.Kind} on '{task.Name}'. {string.Join(" ", _entries.Select(e => $"{e.Name}: {e.Error ?? string.Join("; ", e.Remarks)}."))}");
        if (options.Ensemble && task.CanBlend) Ensemble();

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
            Rows = [.. all.Select((e, i) => Row(e, i < order.Count ? i + 1 : null))],
            Search = _search,
            Folder = folder.Folder,
            Seconds = Elapsed.TotalSeconds,
            Best = Kept(order[0]),
        };
        Begin(FitPhase.Report);
        folder.WriteText("leaderboard.json", result.ToJson());
        var networks = order.Where(e => e.Method is not null).Select(e => (e.Name, e.Outcomes[e.Best(Metric)].Network!));
        Report.ReportWriter.Write(new ReportBuilder(task, options, result, [.. networks], BestAnswers(order[0])).Build(),
            Path.Combine(folder.Working, "report.html"));
        folder.Complete(Elapsed);
        return result;
    }

    private void Ensemble()
    {
        Begin(FitPhase.Ensemble);
        var pool = Ranked().Take(10).Select(e => (Entry: e, Seed: e.Best(Metric))).ToList();
        if (pool.Count < 2) return;
        var answers = new List<Tensor>();
        long total = 0;
        foreach (var (entry, seed) in pool)
        {
            cancel.ThrowIfCancellationRequested();
            answers.Add(task.Answers(entry.Outcomes[seed].Network!, Part.Validation));
            total += answers[^1].Length;
            if (total > MaxAnswers && answers.Count >= 2) break;
        }
        int steps = total / answers.Count > 5_000_000 ? 5 : 20;
        var (weights, _) = Ensembling.Select(task, answers, steps);
        _members = [.. weights.Select((w, i) => (pool[i].Entry, pool[i].Seed, w)).Where(m => m.w > 0)];
        if (_members.Count < 2) return;

        var blended = Blend(Part.Validation);
        var networks = _members.Select(m => m.Entry.Outcomes[m.Seed]).ToList();
        string remark = string.Join(" + ", _members.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Weight:0.##} {m.Entry.Name}")));
        _ensemble = new("ensemble", null, null);
        _ensemble.Outcomes.Add(new(new()
        {
            Method = "ensemble",
            Options = new Dictionary<string, string>(),
            Seed = options.Seed,
            Validation = task.Score(blended, Part.Validation),
            Seconds = networks.Sum(n => n.Result.Seconds),
            Parameters = networks.Sum(n => n.Result.Parameters),
            PeakBytes = networks.Max(n => n.Result.PeakBytes),
            BitHash = HashOf(_members.Select(m => (m.Entry.Networks[m.Seed], m.Weight))),
            Curves = new Dictionary<string, IReadOnlyList<CurvePoint>>(),
        }, null));
        _ensemble.Networks.Add(folder.Store.Add(EnsembleCard(), null).Hash);
        Note(_ensemble, remark);
        _entries.Add(_ensemble);
    }

    private Tensor Blend(Part part)
    {
        var answers = _members.Select(m => (m.Weight, task.Answers(m.Entry.Outcomes[m.Seed].Network!, part))).ToList();
        return Memory.Scope(() => task.Info.Blend(answers));
    }

    private NetworkCard EnsembleCard()
    {
        var result = _ensemble!.Outcomes[0].Result;
        return CardOf(_members[0].Entry.Outcomes[_members[0].Seed]) with
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
            Parents = [.. _members.Select(m => new NetworkParent(m.Entry.Networks[m.Seed], m.Weight))],
        };
    }

    private void Test(FitEntry entry)
    {
        for (int s = 0; s < entry.Outcomes.Count; s++)
        {
            cancel.ThrowIfCancellationRequested();
            var outcome = entry.Outcomes[s];
            entry.Outcomes[s] = entry == _ensemble ? outcome with { Result = outcome.Result with { Test = task.Score(Blend(Part.Test), Part.Test) } }
                : outcome with { Result = TrialRunner.Test(task, outcome) };
            folder.Store.Update(folder.Store.Find(entry.Networks[s]), entry == _ensemble ? EnsembleCard() : CardOf(entry.Outcomes[s]));
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
            Options = entry.Method?.Describe(entry.Options!) ?? new Dictionary<string, string>(),
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
        if (entry.Method is null) return string.Create(CultureInfo.InvariantCulture, $"ganglion fit {data} --seed {options.Seed}");
        var defaults = entry.Method.Describe(entry.Method.DefaultOptions(Budget.Check, task));
        string changed = string.Concat(entry.Method.Describe(entry.Options!).Where(o => defaults[o.Key] != o.Value).Select(o =>
            $" --set {o.Key}={o.Value}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"ganglion fit {data} --recipe {entry.Method.Id}{changed} --seed {options.Seed} --seeds {Math.Max(1, entry.Outcomes.Count)}");
    }

    private KeptNetwork Kept(FitEntry entry)
    {
        int seed = entry.Best(Metric);
        IReadOnlyList<Member> members = entry == _ensemble ? [.. _members.Select(m => new Member(m.Weight, m.Entry.Outcomes[m.Seed].Network!))]
            : [new(1, entry.Outcomes[seed].Network!)];
        return new(folder.Store.Find(entry.Networks[seed]).Card, members, PathOf(entry.Networks[seed]));
    }

    private Tensor BestAnswers(FitEntry entry) => entry == _ensemble ? Blend(Part.Test)
        : task.Answers(entry.Outcomes[entry.Best(Metric)].Network!, Part.Test);

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
