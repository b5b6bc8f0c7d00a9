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
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] host = hosted ? [Path.Combine(AppContext.BaseDirectory, "Ganglion.Bench.dll")] : [];
        var start = new ProcessStartInfo(program, [.. host, "step", workload, "--threads", $"{threads}", "--clock", $"{clock}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
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
