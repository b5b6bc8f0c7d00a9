using System.CommandLine;
using System.Text.Json.Nodes;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>recipes [words]</c>: what there is.</summary>
internal static class RecipesVerb
{
    public static Command Make()
    {
        var words = new Argument<string[]>("words") { Description = "Words that the id, the title or the summary must hold.", Arity = ArgumentArity.ZeroOrMore };
        return new Command("recipes", "List the recipes.") { words }.Does(parse =>
        {
            string[] wanted = parse.GetValue(words) ?? [];
            var found = Shell.Book.All.Where(r => wanted.All(w => $"{r.Id} {r.Paper.Title} {r.Paper.Catalog} {r.Summary}".Contains(w, StringComparison.OrdinalIgnoreCase))).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
            if (parse.GetValue(Shell.Json)) Shell.Print(new JsonArray([.. found.Select(ShowVerb.Json)]));
            else
            {
                Shell.Print(["id", "kind", "catalogue", "paper", "summary"], found.Select(r => (IReadOnlyList<string>)[r.Id, r is Study ? "study" : r.IsBaseline ? "baseline" : "method", r.Paper.Catalog ?? "", $"{r.Paper.Title} ({r.Paper.Year})", r.Summary]));
                Shell.Out.MarkupLineInterpolated($"{found.Count} recipes. [grey]ganglion show ID[/] tells more.");
            }
            return found.Count > 0 ? Shell.Ok : Shell.Negative;
        });
    }
}

/// <summary><c>show ID</c>: the paper, the claims, the options, our evidence.</summary>
internal static class ShowVerb
{
    public static Command Make()
    {
        var id = new Argument<string>("id") { Description = "A recipe's id, or a catalogue id such as P552." };
        return new Command("show", "Show one recipe: paper, claims, options, evidence.") { id }.Does(parse =>
        {
            var recipe = Shell.Recipe(parse.GetRequiredValue(id));
            if (parse.GetValue(Shell.Json)) { Shell.Print(Json(recipe)); return Shell.Ok; }
            var (p, store) = (recipe.Paper, new RecordStore(ReproduceVerb.Folder));
            var entry = Shell.Book.Entries.First(e => e.Id == recipe.Id);
            Shell.Out.MarkupLineInterpolated($"[bold]{recipe.Id}[/]  {p.Title}");
            Shell.Out.MarkupLineInterpolated($"{p.Authors}, {p.Year}. {p.Link}{(p.Catalog is { } c ? $", catalogue {c}{(Catalogue.Find(c) is { } row ? $" ({row.Wing})" : "")}" : ", a baseline")}");
            Shell.Out.MarkupLineInterpolated($"{recipe.Summary}");
            Shell.Out.MarkupLineInterpolated($"[grey]{entry.File}:{entry.Line}[/]");
            if (recipe.Notes.Length > 0) Shell.Out.MarkupLineInterpolated($"Notes: {recipe.Notes}");
            if (recipe.OptionTable.Count > 0)
                Shell.Print(["option", "default", "searched", "meaning"], recipe.OptionTable.Select(o => (IReadOnlyList<string>)[o.Name, o.Default, o.Range is { } r ? Shell.Text($"{r.Min} to {r.Max}{(r.Log ? ", log" : "")}") : "", o.Summary]));
            foreach (var claim in recipe.Claims)
            {
                var record = store.Read(recipe.Id, claim.Name);
                Shell.Out.MarkupLineInterpolated($"[bold]{claim.Name}[/]: {claim.Statement} [grey]{(record is null ? "not run" : ReproduceVerb.Word(record.Verdict))}[/]");
                if (record is not null) ReproduceVerb.Findings(record);
            }
            return Shell.Ok;
        });
    }

    public static JsonNode Json(Recipe r) => new JsonObject
    {
        ["id"] = r.Id,
        ["kind"] = r is Study ? "study" : r.IsBaseline ? "baseline" : "method",
        ["title"] = r.Paper.Title,
        ["authors"] = r.Paper.Authors,
        ["year"] = r.Paper.Year,
        ["link"] = r.Paper.Link,
        ["catalogue"] = r.Paper.Catalog,
        ["summary"] = r.Summary,
        ["notes"] = r.Notes,
        ["options"] = new JsonArray([.. r.OptionTable.Select(o => new JsonObject { ["name"] = o.Name, ["default"] = o.Default, ["type"] = o.Type, ["summary"] = o.Summary })]),
        ["claims"] = new JsonArray([.. r.Claims.Select(c => new JsonObject { ["name"] = c.Name, ["statement"] = c.Statement })]),
    };
}
