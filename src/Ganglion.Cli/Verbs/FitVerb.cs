using System.CommandLine;
using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>fit DATA</c>: understand the data, try recipes, print a leaderboard, keep the networks, write a report.</summary>
internal static class FitVerb
{
    public static Command Make()
    {
        var data = new Argument<string>("data") { Description = "A data set's name, a folder or a file." };
        var kind = new Option<string?>("--task") { Description = "Which task, where the data allow several: link-prediction; default: the usual one of their form." };
        var target = new Option<string?>("--target") { Description = "The column to predict." };
        var recipe = new Option<string?>("--recipe") { Description = "Recipes to try, separated by commas, or 'all' that fit the task; default: the usual ones." };
        var budget = new Option<TimeSpan?>("--budget") { Description = "How long it may take: 90s, 5m, 1h. Default: a fixed amount of work, whatever the clock.", CustomParser = Shell.Duration };
        var metric = new Option<string?>("--metric") { Description = "The metric that ranks." };
        var seeds = new Option<int?>("--seeds") { Description = "Runs of each method; default: by the size of the data; every split once where it has several." };
        var set = new Option<string[]>("--set") { Description = "Options of the recipes: hidden=32 epochs=50.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var folder = new Option<string?>("--out") { Description = "The run's folder; default: runs/NAME-SEED." };
        var resume = new Option<bool>("--resume") { Description = "Continue an interrupted run." };
        var noSearch = new Option<bool>("--no-search") { Description = "Default options only." };
        var noEnsemble = new Option<bool>("--no-ensemble") { Description = "Do not combine networks." };
        var split = new Option<int?>("--split") { Description = "One of the data set's own splits or folds, from 0; default: all of them in turn." };
        var perClass = new Option<int>("--per-class") { Description = "Labelled nodes of each class to learn from, drawn at random, in place of the data set's own split." };
        var directed = new Option<bool>("--directed") { Description = "Read a file of edges as going one way." };
        var undirected = new Option<bool>("--undirected") { Description = "Let the edges of a directed graph go both ways." };
        var inductive = new Option<bool>("--inductive") { Description = "Keep test nodes and their edges out of sight while training." };
        var share = new Option<double>("--validation-share") { Description = "Share of the training data held out to validate, where the data have no such part.", DefaultValueFactory = _ => 0.1 };
        var horizon = new Option<int>("--horizon") { Description = "Steps to forecast." };
        var season = new Option<int>("--season") { Description = "Steps in a season." };

        return new Command("fit", "Try published methods on your data: a leaderboard, the networks, a report.")
        {
            data, kind, target, recipe, budget, metric, seeds, set, folder, resume, noSearch, noEnsemble, split, perClass, directed, undirected, inductive,
            share, horizon, season, Profile.Option,
        }.Does((parse, cancel) =>
        {
            bool json = parse.GetValue(Shell.Json);
            int seed = parse.GetValue(Shell.Seed);
            string named = parse.GetRequiredValue(data);
            var set1 = DataSource.Open(named, new DataOptions
            {
                Table = Kinds(parse.GetValue(target), parse.GetValue(metric)),
                Target = parse.GetValue(target),
                Directed = parse.GetValue(directed) ? true : null,
                Season = Positive(parse.GetValue(season)),
                Horizon = Positive(parse.GetValue(horizon)),
            });
            var task = Tasks.From(set1, new TaskOptions
            {
                Task = parse.GetValue(kind),
                Target = parse.GetValue(target),
                Metric = parse.GetValue(metric),
                Split = parse.GetValue(split),
                PerClass = parse.GetValue(perClass),
                Undirected = parse.GetValue(undirected),
                Inductive = parse.GetValue(inductive),
                ValidationShare = parse.GetValue(share),
                Horizon = parse.GetValue(horizon),
                Season = parse.GetValue(season),
            });
            if (!json)
            {
                Shell.Out.MarkupLineInterpolated($"[bold]{set1.Name}[/]: {task.Kind}. {task.Describe()}.");
                if (set1.Payload is Data.Table table) Shell.Out.Write(new Text(table.Schema.ToString()));
            }
            var options = new FitOptions
            {
                Recipes = Shell.List(parse.GetValue(recipe)),
                Settings = Shell.Settings(parse.GetValue(set) ?? []),
                Budget = parse.GetValue(budget),
                Seeds = parse.GetValue(seeds),
                Seed = seed,
                Folder = parse.GetValue(folder) ?? (parse.GetValue(kind) is { } k ? Fitter.DefaultFolder($"{set1.Name}-{k}", seed) : null),
                Resume = parse.GetValue(resume),
                Search = !parse.GetValue(noSearch),
                Ensemble = !parse.GetValue(noEnsemble),
                Data = set1,
                DataArguments = named + (parse.GetValue(kind) is { } which ? $" --task {which}" : "") + (parse.GetValue(target) is { } t ? $" --target {t}" : "")
                    + (parse.GetValue(split) is { } s ? Shell.Text($" --split {s}") : "") + (parse.GetValue(perClass) is > 0 and var k2 ? Shell.Text($" --per-class {k2}") : "")
                    + (parse.GetValue(directed) ? " --directed" : "") + (parse.GetValue(undirected) ? " --undirected" : "") + (parse.GetValue(inductive) ? " --inductive" : ""),
                Command = "ganglion " + string.Join(' ', parse.Tokens.Select(x => x.Value)),
            };
            try
            {
                var result = FitScreen.Under(json, task.Primary, screen =>
                    Profile.Under(parse.GetValue(Profile.Option), json, () => new Fitter(Shell.Book).Fit(task, options, screen, cancel)));
                if (json) Console.Out.WriteLine(result.ToJson()); else Show(result);
                return Task.FromResult(Shell.Ok);
            }
            catch (OperationCanceledException)
            {
                Shell.Error.MarkupLine("[yellow]Stopped.[/] What was done is kept: the same command with --resume goes on from here.");
                return Task.FromResult(Shell.Stopped);
            }
        });
    }

    // Whoever ranks by an error of numbers means the target to be numbers: the reader then names the line of one that is not.
    private static TableOptions Kinds(string? target, string? metric) => target is not null && metric is ("rmse" or "mae" or "r2")
        ? new() { Kinds = new Dictionary<string, ColumnKind> { [target] = ColumnKind.Numeric } } : new();

    private static int? Positive(int value) => value > 0 ? value : null;

    private static void Show(FitResult result)
    {
        Shell.Print(["#", "network", "paper", $"{result.Metric.Name} validation", "test", "n", "seconds", "parameters", "peak MB", "bit-hash", "note"],
            result.Rows.Select(r => (IReadOnlyList<string>)
            [
                r.Rank?.ToString(CultureInfo.InvariantCulture) ?? "", r.Name, r.Catalog ?? "", Interval(r.Validation, result.Metric), Interval(r.Test, result.Metric), Shell.Text($"{r.Trials.Count}"),
                r.Trials.Count == 0 ? "" : Shell.Text($"{r.Seconds:0.00}"), r.Trials.Count == 0 ? "" : Shell.Text($"{r.Parameters}"), r.Trials.Count == 0 ? "" : Shell.Text($"{r.PeakBytes / 1048576.0:0}"),
                r.Trials.Count == 0 ? "" : r.Trials[0].BitHash, r.Error ?? r.Remark,
            ]), 0, 5, 6, 7, 8);
        Shell.Out.MarkupLineInterpolated($"networks  {Path.Combine(result.Folder, "networks")}");
        if (result.Rows.FirstOrDefault(r => r.Best is not null)?.Best is { } best) Shell.Out.MarkupLineInterpolated($"best      {best}");
        Shell.Out.MarkupLineInterpolated($"report    {result.Report}");
        Shell.Out.MarkupLineInterpolated($"took      {Shell.Text(TimeSpan.FromSeconds(result.Seconds))}");
    }

    private static string Interval(Summary? s, Metric metric) => s is null ? "" : s.Count > 1 && double.IsFinite(s.High) ? $"{metric.Print(s.Mean)} ± {metric.Print((s.High - s.Low) / 2)}" : metric.Print(s.Mean);
}
