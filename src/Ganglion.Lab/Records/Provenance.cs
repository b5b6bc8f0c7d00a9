using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganglion.Lab;

/// <summary>What a number depends on beside its recipe: code and machine.</summary>
public static class Provenance
{
    /// <summary>
    /// The code that runs. Inside a checkout of this repository the commit is asked of git; elsewhere it is the one that the
    /// build noted, so that a user's own repository is never taken for it. Asked once: what runs was loaded when the process began.
    /// </summary>
    public static EngineRecord Engine => field ??= FindEngine();

    private static EngineRecord FindEngine()
    {
        string built = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        string[] parts = built.Split('+', 2);
        string? root = Root(Environment.CurrentDirectory) ?? Root(AppContext.BaseDirectory);
        string[] lines = root is null ? [] : Git(root, "status", "--porcelain=v2", "--branch", "--", ".", ":!evidence", ":!RESULTS.md")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        const string Head = "# branch.oid ";
        string? commit = lines.FirstOrDefault(l => l.StartsWith(Head, StringComparison.Ordinal))?[Head.Length..];
        return commit is null ? new(parts[0], parts is [_, var noted] ? noted : "unknown", null)
            : new(parts[0], commit, lines.Any(l => !l.StartsWith('#')));
    }

    /// <summary>The machine that this process runs on.</summary>
    public static MachineRecord Machine() => new(Processor(), Environment.ProcessorCount, Compute.Threads, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64,
        RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    /// <summary>The checkout of this repository that holds a folder; null if none does.</summary>
    public static string? Root(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent) if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        return null;
    }

    private static string Processor()
    {
        const string info = "/proc/cpuinfo";
        string? line = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }

    // Null where git is not installed or does not know the folder.
    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
            string answer = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
