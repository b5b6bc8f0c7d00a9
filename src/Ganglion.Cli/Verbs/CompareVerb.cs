using System.CommandLine;
using Ganglion.Data;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>compare A B… --data D</c>: paired runs over seeds, with a significance test.</summary>
internal static class CompareVerb
{
    public static Command Make()
    {
        var methods = new Argument<string[]>("method") { Description = "Recipe ids, with options after a colon: gcn:hidden=32.", Arity = ArgumentArity.OneOrMore };
        var data = new Option<string>("--data") { Description = "A data set's name, a folder or a file.", Required = true };
        var kind = new Option<string?>("--task") { Description = "Which task, where the data allow several; default: the usual one of their form." };
        var target = new Option<string?>("--target") { Description = "The column to predict." };
        var metric = new Option<string?>("--metric") { Description = "The metric compared." };
        var seeds = new Option<int?>("--seeds") { Description = "Runs of each method; default: by the size of the data, five at least." };
        return new Command("compare", "Run methods side by side over seeds and test whether they differ.") { methods, data, kind, target, metric, seeds }.Does((parse, cancel) =>
        {
            bool json = parse.GetValue(Shell.Json);
            var set = DataSource.Open(parse.GetRequiredValue(data), new DataOptions { Target = parse.GetValue(target) });
            var task = Tasks.From(set, new TaskOptions { Task = parse.GetValue(kind), Target = parse.GetValue(target), Metric = parse.GetValue(metric) });
            Contender[] contenders = [.. (parse.GetValue(methods) ?? []).Select(Contender.Parse)];
            var result = FitScreen.Under(json, task.Primary, screen => new Comparer(Shell.Book).Compare(task, contenders, parse.GetValue(seeds), parse.GetValue(Shell.Seed), screen, cancel));
            if (json) Console.Out.WriteLine(result.ToJson());
            else
            {
                Shell.Out.MarkupLineInterpolated($"[bold]{result.Data}[/]: {result.Description}; {result.Metric.Name} on the test part, {result.Seeds} seeds");
                Shell.Print(["method", result.Metric.Name, "seconds"], result.Rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Test.ToString(result.Metric.Format), Shell.Text($"{r.Seconds:0.00}")]), 2);
                Shell.Print(["pair", "difference", "p (paired t, Holm)", "p (Wilcoxon, Holm)", "better"], result.Pairs.Select(p => (IReadOnlyList<string>)
                    [$"{p.First} / {p.Second}", Shell.Text($"{p.Difference:+0.0000;-0.0000}"), Shell.Text($"{p.P:0.0000}"), Shell.Text($"{p.WilcoxonP:0.0000}"), p.Winner ?? "no evidence"]), 1, 2, 3);
                Shell.Out.WriteLine(result.Verdict, Style.Plain);
            }
            return Task.FromResult(Shell.Ok);
        });
    }
}
