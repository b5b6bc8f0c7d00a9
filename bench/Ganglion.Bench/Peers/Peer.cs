using System.Diagnostics;

namespace Ganglion.Bench;

/// <summary>Somebody else's implementation of the workloads, behind a script that prints one line of JSON a workload.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Python">The interpreter.</param>
/// <param name="Script">The script.</param>
/// <param name="More">Arguments beside threads, workload and seconds.</param>
internal sealed record Peer(string Name, string Python, string Script, params IReadOnlyList<string> More)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>Variables that pin libraries to the kernels of an older processor. They are taken away from a peer: it finds its best form by itself.</summary>
    public static IReadOnlyList<string> Pins { get; } =
        ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "GLIBC_TUNABLES", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR"];

    /// <summary>
    /// Makes glibc keep what a step frees. A fresh process otherwise maps each gradient anew until a larger one was freed, which a longer program has
    /// done long ago: small training steps of PyTorch are up to three times faster so.
    /// </summary>
    public static IReadOnlyList<(string Name, string Value)> Kept { get; } =
        [("MALLOC_MMAP_THRESHOLD_", "1073741824"), ("MALLOC_TRIM_THRESHOLD_", "4294967296"), ("MALLOC_TOP_PAD_", "67108864")];

    /// <summary>One round, in a fresh process.</summary>
    /// <exception cref="AbsentException">The peer is not here, or cannot do this.</exception>
    public Timing Measure(string workload, int threads, ClockKind clock, double seconds)
    {
        string[] through = clock == ClockKind.Cpu ? [Path.Combine(AppContext.BaseDirectory, "peers", "cpu_clock.py")] : [];
        string[] arguments = [.. through, Script, "--threads", $"{threads}", "--only", workload, "--seconds", FormattableString.Invariant($"{seconds}"), .. More];
        string? line = Run(Python, arguments).Split('\n').LastOrDefault(l => l.StartsWith('{'));
        return Timing.Parse(line ?? throw new AbsentException($"{Path.GetFileName(Script)} knows no '{workload}'"));
    }

    /// <summary>What a Python expression prints; null where it fails.</summary>
    public static string? Ask(string python, string code)
    {
        try { return Run(python, ["-c", code]).Trim(); }
        catch (AbsentException) { return null; }
    }

    private static string Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string pin in Pins) start.Environment.Remove(pin);
        foreach (var (name, value) in Kept) start.Environment[name] = value;
        Process process;
        try { process = Process.Start(start)!; }
        catch (System.ComponentModel.Win32Exception e) { throw new AbsentException($"{program} did not start: {e.Message}"); }
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new AbsentException($"no answer within {s_patience.TotalMinutes:F0} minutes");
            }
            if (process.ExitCode == 0) return output.Result;
            throw new AbsentException(error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {process.ExitCode}");
        }
    }
}
