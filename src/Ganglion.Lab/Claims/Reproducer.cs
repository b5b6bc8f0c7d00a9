using System.Diagnostics;

namespace Ganglion.Lab;

/// <summary>
/// Runs the claims of recipes and records what became of them. One reproducer is one session: runs of a method on a task are made
/// once and shared by all its claims, whatever recipe they belong to.
/// </summary>
/// <param name="recipes">Where claims find the methods they compare.</param>
/// <param name="store">Where records go as soon as a claim ends; null to keep them in memory. Smoke runs are never stored: they are no evidence.</param>
public sealed class Reproducer(RecipeBook recipes, RecordStore? store = null)
{
    private readonly TaskCache _tasks = new();
    private readonly RunCache _runs = new();

    /// <summary>
    /// Whether a stored record of the same commit (without changes), budget and seed is taken instead of running the claim again: an
    /// interrupted session then goes on where it stopped.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Runs a recipe's claims in their order.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="budget">How much may be done.</param>
    /// <param name="seed">The seed of the experiments; run i of a method has this seed plus i.</param>
    /// <param name="observer">Told what happens, on the thread that runs.</param>
    /// <param name="cancel">Stops between two steps of training. What was recorded stays.</param>
    /// <param name="only">The name of the one claim to run; null for all.</param>
    /// <returns>A record a claim. A claim that threw is <see cref="Verdict.NotRun"/> and says why.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ArgumentException">There is no claim of that name.</exception>
    public IReadOnlyList<ClaimRecord> Run(Recipe recipe, Budget budget = Budget.Check, int seed = 0, Action<ReproduceEvent>? observer = null, CancellationToken cancel = default, string? only = null)
    {
        Claim[] claims = [.. recipe.Claims.Where(c => only is null || c.Name == only)];
        if (only is not null && claims.Length == 0)
            throw new ArgumentException($"Recipe '{recipe.Id}' has no claim '{only}'. It has: {string.Join(", ", recipe.Claims.Select(c => c.Name))}.", nameof(only));
        var records = new List<ClaimRecord>();
        foreach (var claim in claims)
        {
            cancel.ThrowIfCancellationRequested();
            int number = records.Count + 1;
            if (Resume && Fresh(recipe, claim, budget, seed) is { } kept)
            {
                records.Add(kept);
                observer?.Invoke(new ClaimFinished(recipe.Id, claim.Name, number, claims.Length, kept, Kept: true));
                continue;
            }
            observer?.Invoke(new ClaimStarted(recipe.Id, claim.Name, number, claims.Length));
            var host = new ExperimentHost(recipes, _tasks, _runs, cancel, (share, what) => observer?.Invoke(new ClaimProgressed(recipe.Id, claim.Name, number, claims.Length, share, what)));
            var record = Run(recipe, claim, host, new Experiment(host, budget, seed));
            records.Add(record);
            if (budget != Budget.Smoke) store?.Write(record);
            observer?.Invoke(new ClaimFinished(recipe.Id, claim.Name, number, claims.Length, record, Kept: false));
        }
        _tasks.Clear();                                         // the next recipe's data are others
        return records;
    }

    private ClaimRecord Run(Recipe recipe, Claim claim, ExperimentHost host, Experiment experiment)
    {
        var clock = Stopwatch.StartNew();
        string? error = null;
        try
        {
            claim.Check(experiment);
            if (experiment.Findings.Count == 0) error = "The claim found nothing: its experiment states no finding.";
        }
        catch (Exception e) when (e is not OperationCanceledException || !host.Cancel.IsCancellationRequested)
        {
            error = $"{e.GetType().Name}: {e.Message}";
        }
        var paper = recipe.Paper;
        return new()
        {
            Recipe = recipe.Id,
            Claim = claim.Name,
            Statement = claim.Statement,
            Verdict = error is null ? experiment.Verdict : Verdict.NotRun,
            Error = error,
            Paper = new(paper.Title, paper.Authors, paper.Year, paper.Link, paper.Catalog, paper.Catalog is { } id ? Catalogue.Find(id)?.Wing ?? "" : ""),
            Findings = [.. experiment.Findings.Select(FindingRecord.Of)],
            Notes = [.. experiment.Notes],
            Budget = experiment.Budget,
            Seed = experiment.Seed,
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            Date = DateTime.UtcNow,
            Engine = Provenance.Engine,
            Machine = Provenance.Machine(),
            Fits = host.Fits,
        };
    }

    private ClaimRecord? Fresh(Recipe recipe, Claim claim, Budget budget, int seed) =>
        store?.Read(recipe.Id, claim.Name) is { Verdict: not Verdict.NotRun, Engine.Dirty: false } record && Provenance.Engine.Dirty == false && record.Engine.Commit == Provenance.Engine.Commit
        && record.Budget == budget && record.Seed == seed ? record : null;
}
