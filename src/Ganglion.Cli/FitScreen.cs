using System.Globalization;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary>Draws a fit as it goes: one bar with the time left, and a line for each finished trial.</summary>
internal sealed class FitScreen(ProgressContext progress, Metric metric) : IFitObserver
{
    private readonly ProgressTask _all = progress.AddTask("starting", maxValue: 1);

    public void On(FitEvent what)
    {
        _all.Value = what.Done;
        switch (what)
        {
            case PhaseBegan p: _all.Description = p.Phase.ToString().ToLowerInvariant(); break;
            case TrialStarted t: _all.Description = Line(t.Name, t.Seed, "", t.Left); break;
            case TrialProgressed t: _all.Description = Line(t.Name, t.Seed, t.What, t.Left); break;
            case TrialFinished { Error: { } error } f: Shell.Error.MarkupLineInterpolated($"[yellow]{f.Name}[/] seed {f.Seed} failed: {error}"); break;
            case TrialFinished { Result: { } r } f:
                Shell.Error.MarkupLineInterpolated($"{f.Name} seed {f.Seed}: {metric.Name} {metric.Print(r.Validation[metric.Name])} on validation, {r.Seconds.ToString("0.00", CultureInfo.InvariantCulture)} s{(f.Resumed ? " (from before)" : "")}");
                break;
        }
    }

    private static string Line(string name, int seed, string what, TimeSpan? left) =>
        Markup.Escape($"{name} seed {seed}{(what.Length > 0 ? $", {what}" : "")}{(left is { } t ? $", about {Shell.Text(t)} left" : "")}");

    /// <summary>Runs something under a progress display on standard error; nothing is drawn for a reader of JSON.</summary>
    public static T Under<T>(bool quiet, Metric metric, Func<IFitObserver?, T> body) => quiet ? body(null)
        : Shell.Error.Progress().AutoClear(true).HideCompleted(false).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => body(new FitScreen(context, metric)));
}
