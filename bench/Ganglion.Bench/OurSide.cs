using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>
/// Our side of a workload, in a process of its own, so that its memory is its own as the peer's is. It prepares and warms up once, then waits
/// while the peer is measured; nothing of it runs between rounds.
/// </summary>
internal sealed class OurSide : IDisposable
{
    private const double WarmUpSeconds = 1;                       // compiled code is replaced by faster code while it runs: not part of a step

    private readonly Process _process;

    public OurSide(string workload, int threads, ClockKind clock)
    {
        _process = Start("step", workload, "--threads", $"{threads}", "--clock", $"{clock}");
    }

    /// <summary>This program once more, with its streams in our hands.</summary>
    public static Process Start(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] host = hosted ? [Path.Combine(AppContext.BaseDirectory, "Ganglion.Bench.dll")] : [];
        return Process.Start(new ProcessStartInfo(program, [.. host, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>One round.</summary>
    public Timing Measure(double seconds)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant($"{seconds}"));
        _process.StandardInput.Flush();
        return Timing.Parse(_process.StandardOutput.ReadLine() ?? throw new AbsentException("our own process ended; its error stands above"));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The largest memory of a process that a step started, in MiB.</summary>
    public static double ChildPeakMb { get; private set; }

    /// <summary>One step in a process of its own, from its start to its end.</summary>
    public static void RunOnce(string workload)
    {
        using var process = Start("step", workload, "--threads", $"{Compute.Threads}", "--first");
        string peak = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new AbsentException($"the process of {workload} ended with {process.ExitCode}");
        ChildPeakMb = Math.Max(ChildPeakMb, double.Parse(peak, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>What that process does: one step, and its largest memory.</summary>
    public static int Once(string workload, int threads)
    {
        Compute.Threads = threads;
        Workloads.Find(workload).Prepare()();
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{self.PeakWorkingSet64 / 1048576.0:F1}"));
        return 0;
    }

    /// <summary>What that process does: a round for each line it reads.</summary>
    public static int Serve(string workload, int threads, ClockKind clock)
    {
        Compute.Threads = threads;
        Action? step = null;
        while (Console.ReadLine() is { } line)
        {
            try
            {
                if (step is null) WarmUp(step = Workloads.Find(workload).Prepare(), clock);
                Console.WriteLine(Timing.Of(step, double.Parse(line, System.Globalization.CultureInfo.InvariantCulture), clock).ToJson().ToJsonString());
            }
            catch (Exception e) when (e is Data.DataException or ArgumentException or IOException or AbsentException)
            {
                Console.WriteLine(new JsonObject { ["skipped"] = e.Message.ReplaceLineEndings(" ") }.ToJsonString());
            }
        }
        return 0;
    }

    private static void WarmUp(Action step, ClockKind clock)
    {
        double end = Clock.Now(clock) + WarmUpSeconds;
        for (int i = 0; i < 3 || Clock.Now(clock) < end; i++) step();
    }
}
