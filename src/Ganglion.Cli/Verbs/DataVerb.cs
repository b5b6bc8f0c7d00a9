using System.CommandLine;
using System.Text.Json.Nodes;
using Ganglion.Data;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>data list | describe | get | verify</c>.</summary>
internal static class DataVerb
{
    public static Command Make()
    {
        var name = new Argument<string>("data") { Description = "A data set's name, a folder or a file." };
        var list = new Command("list", "The data sets within reach: shipped, and in the folders of GANGLION_DATA.").Does(parse =>
        {
            var sets = DataSource.List();
            if (parse.GetValue(Shell.Json))
                Shell.Print(new JsonArray([.. sets.Select(s => new JsonObject { ["name"] = s.Name, ["form"] = s.Form.ToString(), ["title"] = s.Title, ["bytes"] = s.Bytes, ["licence"] = s.Licence, ["folder"] = s.Folder, ["members"] = new JsonArray([.. s.Members.Select(m => JsonValue.Create(m))]) })]));
            else
            {
                Shell.Print(["name", "form", "title", "KiB", "licence", "members"], sets.Select(s => (IReadOnlyList<string>)[s.Name, s.Form.ToString(), s.Title, Shell.Text($"{s.Bytes / 1024}"), Cut(s.Licence, 40), Cut(string.Join(' ', s.Members), 50)]), 3);
                Shell.Out.MarkupLineInterpolated($"{sets.Count} data sets. A member is named like tabular-uci/wine.");
            }
            return Shell.Ok;
        });
        var describe = new Command("describe", "Statistics of a data set.") { name }.Does(parse =>
        {
            var set = DataSource.Open(parse.GetRequiredValue(name));
            if (parse.GetValue(Shell.Json))
                Shell.Print(new JsonObject { ["name"] = set.Name, ["form"] = set.Form.ToString(), ["title"] = set.Title, ["licence"] = set.Licence, ["source"] = set.Source, ["sha256"] = set.Sha256, ["facts"] = new JsonArray([.. set.Description.Select(d => JsonValue.Create(d))]) });
            else
            {
                Shell.Out.MarkupLineInterpolated($"[bold]{set.Name}[/]  {set.Title}");
                foreach (string line in set.Description) Shell.Out.WriteLine(line);
                if (set.Payload is Data.Table table) Shell.Out.Write(new Text(table.Schema.ToString()));
                Shell.Out.MarkupLineInterpolated($"[grey]licence {set.Licence}; source {set.Source}; sha256 {set.Sha256}[/]");
            }
            return Shell.Ok;
        });
        var get = new Command("get", "Fetch a data set from its publisher.") { name }.Does(async (parse, cancel) =>
        {
            string wanted = parse.GetRequiredValue(name);
            var known = Datasets.All.FirstOrDefault(d => d.Name == wanted || d.Aliases.Contains(wanted))
                ?? throw new DataException($"no registered data set '{wanted}'", "one of: " + string.Join(", ", Datasets.All.Select(d => d.Name)), "Put your own files into a folder and name the folder.");
            string folder = await Shell.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()).StartAsync(context =>
            {
                var bars = new Dictionary<string, ProgressTask>();
                return Download.Fetch(known, progress: new Progress<DownloadProgress>(p =>
                {
                    if (!bars.TryGetValue(p.File, out var bar)) bars[p.File] = bar = context.AddTask(p.File, maxValue: p.Total ?? 1);
                    bar.Value = p.Received;
                }), cancellation: cancel);
            });
            Shell.Out.MarkupLineInterpolated($"{known.Name} is in {folder}");
            return Shell.Ok;
        });
        var verify = new Command("verify", "Compare a data set's files with their recorded hashes.") { name }.Does(parse =>
        {
            var checks = DataSource.Verify(parse.GetRequiredValue(name));
            if (parse.GetValue(Shell.Json)) Shell.Print(new JsonArray([.. checks.Select(c => new JsonObject { ["file"] = c.File, ["sound"] = c.IsSound, ["problem"] = c.Problem })]));
            else Shell.Print(["", "file", "problem"], checks.Select(c => (IReadOnlyList<string>)[c.IsSound ? "✓" : "✗", c.File, c.Problem]));
            return checks.All(c => c.IsSound) ? Shell.Ok : Shell.Negative;
        });
        return new Command("data", "Data sets: list, describe, get, verify, generate.") { list, describe, get, verify, Generate() };
    }

    // A graph of any size, to try training beyond memory on.
    private static Command Generate()
    {
        var standard = new PowerLawStore();
        var folder = new Argument<string>("folder") { Description = "Where the graph store will be." };
        var nodes = Count("--nodes", "Nodes: 100000, or 10M.", standard.Nodes);
        var edges = Count("--edges", "Directed edges, about; default: ten a node.", 0);
        var features = Count("--features", "Features of a node.", standard.Features);
        var classes = Count("--classes", "Classes.", standard.Classes);
        var homophily = new Option<double>("--homophily") { Description = "The share of edges drawn within a class.", DefaultValueFactory = _ => standard.Homophily };
        var noise = new Option<double>("--noise") { Description = "Standard deviation of the noise on features.", DefaultValueFactory = _ => standard.Noise };
        var train = new Option<double>("--train") { Description = "The share of nodes to learn from.", DefaultValueFactory = _ => standard.Train };
        var full = new Option<bool>("--full-precision") { Description = "Features in 32 bits, not in 16." };
        return new Command("generate", "Make up a large power-law graph and stream it to disk: `ganglion fit FOLDER` trains on it where it lies.")
        {
            folder, nodes, edges, features, classes, homophily, noise, train, full,
        }.Does((parse, cancel) =>
        {
            string where = parse.GetRequiredValue(folder);
            long n = parse.GetValue(nodes), e = parse.GetValue(edges) is > 0 and var wanted ? wanted : 10 * n;
            var settings = standard with
            {
                Nodes = checked((int)n),
                Degree = (double)e / Math.Max(1, n),
                Features = checked((int)parse.GetValue(features)),
                Classes = checked((int)parse.GetValue(classes)),
                Homophily = parse.GetValue(homophily),
                Noise = parse.GetValue(noise),
                Train = parse.GetValue(train),
                Half = !parse.GetValue(full),
                Seed = (ulong)parse.GetValue(Shell.Seed),
            };
            if (parse.GetValue(Shell.Json)) settings.Write(where, cancel: cancel);
            else
                Shell.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
                {
                    var bar = context.AddTask("writing", maxValue: 1);
                    settings.Write(where, done => bar.Value = done, cancel);
                });
            using var store = GraphStore.Open(where);
            if (parse.GetValue(Shell.Json)) Shell.Print(new JsonObject { ["folder"] = store.Folder, ["nodes"] = store.Nodes, ["edges"] = store.Edges });
            else Shell.Out.MarkupLineInterpolated($"{Shell.Text($"{store.Nodes:N0} nodes, {store.Edges:N0} directed edges")} in {where}. Train on it: ganglion fit {where}");
            return Task.FromResult(Shell.Ok);
        });
    }

    private static Option<long> Count(string name, string description, long standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard, CustomParser = Shell.Count };

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
