using System.CommandLine;
using System.Text.Json.Nodes;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>reproduce ID…</c>: run a recipe's claims, print paper, ours and verdict, write the evidence.</summary>
internal static class ReproduceVerb
{
    /// <summary>The evidence of the repository that holds the current folder, else <c>evidence</c> here.</summary>
    public static string Folder => Provenance.Root(Environment.CurrentDirectory) is { } root ? Path.Combine(root, "evidence") : "evidence";

    public static Command Make()
    {
        var ids = new Argument<string[]>("id") { Description = "Recipe ids, catalogue ids, or 'all'.", Arity = ArgumentArity.OneOrMore };
        var budget = new Option<Budget>("--budget") { Description = "smoke, check or full.", DefaultValueFactory = _ => Budget.Check };
        var claim = new Option<string?>("--claim") { Description = "One claim only." };
        var folder = new Option<string?>("--evidence") { Description = "Where records go; default: evidence/ of the repository." };
        var resume = new Option<bool>("--resume") { Description = "Keep records that this very commit wrote, and run the rest." };
        return new Command("reproduce", "Run the claims of a paper and write the evidence.") { ids, budget, claim, folder, resume, Profile.Option }.Does((parse, cancel) =>
        {
            bool json = parse.GetValue(Shell.Json);
            var size = parse.GetValue(budget);
            string to = parse.GetValue(folder) ?? Folder;
            // Records of a smoke run would say nothing: they are printed and not kept.
            var reproducer = new Reproducer(Shell.Book, size == Budget.Smoke ? null : new RecordStore(to)) { Resume = parse.GetValue(resume) };
            string[] wanted = parse.GetValue(ids) ?? [];
            var recipes = wanted is ["all"] ? [.. Shell.Book.All.Where(r => r.Claims.Count > 0).OrderBy(r => r.Id, StringComparer.Ordinal)]
                : wanted.Select(Shell.Recipe).ToList();
            var records = new List<ClaimRecord>();
            Profile.Under(parse.GetValue(Profile.Option), json, () =>
            {
                foreach (var recipe in recipes)
                {
                    var made = Under(json, observer => reproducer.Run(recipe, size, parse.GetValue(Shell.Seed), observer, cancel, parse.GetValue(claim)));
                    records.AddRange(made);
                    if (!json) foreach (var record in made) Show(record);
                }
                return records.Count;
            });
            if (size != Budget.Smoke && Provenance.Root(Environment.CurrentDirectory) is { } root && to == Folder) ResultsPage.Write(to, Path.Combine(root, "RESULTS.md"));
            if (json) Shell.Print(new JsonArray([.. records.Select(r => JsonNode.Parse(RecordStore.ToJson(r)))]));
            return Task.FromResult(records.All(r => r.Verdict == Verdict.Reproduced) ? Shell.Ok : Shell.Negative);
        });
    }

    public static string Word(Verdict verdict) => verdict switch { Verdict.Reproduced => "reproduced", Verdict.Partly => "partly reproduced", Verdict.NotReproduced => "not reproduced", _ => "not run" };

    public static void Findings(ClaimRecord record) =>
        Shell.Print(["", "finding", "required", "paper", "ours", "n"], record.Findings.Select(f => (IReadOnlyList<string>)
            [f.Holds ? "✓" : "✗", f.What, f.Requirement, f.Paper is { } p ? Number(p) : "", f.High is { } high && f.Low is { } low ? $"{Number(f.Ours)} ± {Number((high - low) / 2)}" : Number(f.Ours), Shell.Text($"{Math.Max(1, f.Values.Count)}")]), 3, 5);

    private static string Number(double v) =>
        v.ToString(v != 0 && Math.Abs(v) < 1e-3 ? "0.##e0" : "0.####", System.Globalization.CultureInfo.InvariantCulture);

    private static void Show(ClaimRecord record)
    {
        string color = record.Verdict switch { Verdict.Reproduced => "green", Verdict.Partly => "yellow", _ => "red" };
        Shell.Out.MarkupLine($"[bold]{Markup.Escape(record.Recipe)}/{Markup.Escape(record.Claim)}[/]: {Markup.Escape(record.Statement)}");
        if (record.Error is { } error) Shell.Out.MarkupLineInterpolated($"[red]{error}[/]");
        Findings(record);
        foreach (string note in record.Notes) Shell.Out.MarkupLineInterpolated($"[grey]{note}[/]");
        Shell.Out.MarkupLine($"[{color}]{Word(record.Verdict)}[/] in {Shell.Text(TimeSpan.FromSeconds(record.Seconds))}");
    }

    private static T Under<T>(bool quiet, Func<Action<ReproduceEvent>?, T> body) => quiet ? body(null)
        : Shell.Error.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            var bar = context.AddTask("claims", maxValue: 1);
            return body(e =>
            {
                double share = e is ClaimProgressed p ? p.Share : e is ClaimFinished ? 1 : 0;
                bar.Value = Math.Clamp((e.Number - 1 + share) / Math.Max(1, e.Count), 0, 1);
                bar.Description = Markup.Escape(e is ClaimProgressed q ? $"{e.Recipe}/{e.Claim}: {q.What}" : $"{e.Recipe}/{e.Claim}");
            });
        });
}
