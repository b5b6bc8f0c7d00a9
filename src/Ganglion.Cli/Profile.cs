using System.CommandLine;
using Ganglion.Lab;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary><c>--profile</c>: where the time of a verb went, as a table and as a file for Perfetto.</summary>
internal static class Profile
{
    private const int Rows = 24;
    private const string File = "profile.json";

    public static readonly Option<bool> Option = new("--profile") { Description = $"Print where the time went, operation by operation, and write {File}, which ui.perfetto.dev and chrome://tracing open." };

    /// <summary>Runs something, under a meter if <paramref name="on"/>.</summary>
    public static T Under<T>(bool on, bool json, Func<T> body)
    {
        if (!on) return body();
        var meter = Meter.Start(trace: true);
        try { return body(); }
        finally
        {
            meter.Dispose();
            meter.WriteTrace(File);
            Show(json ? Shell.Error : Shell.Out, meter);
        }
    }

    private static void Show(IAnsiConsole to, Meter meter)
    {
        double elapsed = meter.Elapsed.TotalSeconds;
        string Share(double seconds) => Shell.Text($"{100 * seconds / elapsed:0.0}%");
        IReadOnlyList<string> Row(string op, string pass, long calls, double seconds, long work, long bytes) =>
            [op, pass, Shell.Text($"{calls}"), Shell.Text($"{seconds * 1e3:0.0}"), Share(seconds), work == 0 ? "" : Shell.Text($"{work / 1e6:0.0}"),
                work == 0 ? "" : Shell.Text($"{work / seconds / 1e9:0.0}"), Shell.Text($"{bytes / seconds / 1e9:0.0}")];
        var ops = meter.Ops;
        var rows = ops.Take(Rows).Select(o => Row(o.Op, o.Pass.ToString().ToLowerInvariant(), o.Calls, o.Time.TotalSeconds, o.MultiplyAdds, o.Bytes)).ToList();
        if (ops.Count > Rows)
        {
            var rest = ops.Skip(Rows).ToList();
            rows.Add(Row($"{rest.Count} more", "", rest.Sum(o => o.Calls), rest.Sum(o => o.Time.TotalSeconds), rest.Sum(o => o.MultiplyAdds), rest.Sum(o => o.Bytes)));
        }
        rows.Add(["outside kernels", "", "", Shell.Text($"{(elapsed - meter.KernelTime.TotalSeconds) * 1e3:0.0}"), Share(elapsed - meter.KernelTime.TotalSeconds), "", "", ""]);
        rows.Add(["all", "", Shell.Text($"{meter.Calls}"), Shell.Text($"{elapsed * 1e3:0.0}"), "100%", Shell.Text($"{meter.MultiplyAdds / 1e6:0.0}"), "", ""]);
        Shell.Print(to, ["operation", "pass", "calls", "ms", "share", "M multiply-adds", "G/s", "GB/s"], rows, 2, 3, 4, 5, 6, 7);
        to.MarkupLineInterpolated($"tensors at most {Shell.Text($"{meter.PeakBytes / 1048576.0:0.0}")} MiB; trace in {Path.GetFullPath(File)}");
    }
}
