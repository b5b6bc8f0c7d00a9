using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>What a figure must be read with: processor, system, versions, commit, load.</summary>
internal static class Machine
{
    public static JsonObject Describe(string python)
    {
        var facts = new JsonObject
        {
            ["processor"] = Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["system"] = RuntimeInformation.OSDescription,
            [".NET"] = Environment.Version.ToString(),
            ["vectors"] = Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits" : "128 bits",
        };
        const string versions = "import sys,torch;print('Python',sys.version.split()[0]+', PyTorch',torch.__version__,'('+torch.backends.cpu.get_cpu_capability()+')')";
        facts["peers"] = Peer.Ask(python, versions) ?? Peer.Ask(python, "import sys,torch;print('Python',sys.version.split()[0]+', PyTorch',torch.__version__)")
            ?? "no PyTorch";
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is { } policy) facts["peers' threads wait"] = policy;
        facts["given to the peers' environment"] = string.Join(", ", Peer.Kept.Select(k => $"{k.Name}={k.Value}"));
        string[] pins = [.. Peer.Pins.Where(p => Environment.GetEnvironmentVariable(p) is not null)];
        if (pins.Length > 0) facts["taken from the peers' environment"] = string.Join(", ", pins.Select(p => $"{p}={Environment.GetEnvironmentVariable(p)}"));
        return facts;
    }

    /// <summary>The commit, with a plus sign where files differ from it; empty without git.</summary>
    public static string Commit { get; } = Git("rev-parse", "--short", "HEAD") is { Length: > 0 } c ? c + (Git("status", "--porcelain", "-uno").Length > 0 ? "+" : "") : "";

    /// <summary>The number of runnable threads on this machine, the mean of a minute; empty where the system does not tell.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";

    /// <summary>The repository this program was built in, else the current folder.</summary>
    public static string Root { get; } = FindRoot();

    private static string Processor()
    {
        const string info = "/proc/cpuinfo";
        string? line = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        return Environment.CurrentDirectory;
    }

    private static string Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = FindRoot(), RedirectStandardOutput = true, RedirectStandardError = true })!;
            string text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : "";
        }
        catch (System.ComponentModel.Win32Exception) { return ""; }
    }

    /// <summary>Now, for a row.</summary>
    public static string Time => DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
