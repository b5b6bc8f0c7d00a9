using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Cli;

/// <summary><c>doctor</c>: what this machine has, and whether it can do the work.</summary>
internal static class DoctorVerb
{
    private static readonly Option<bool> s_speed = new("--speed") { Description = "Measure the speed of matrix products and of memory too: about two seconds." };

    public static Command Make() => new Command("doctor", "What this machine has: processor, memory, data, and on request its speed.") { s_speed }.Does(parse =>
    {
        var m = Provenance.Machine();
        var (engine, sets) = (Provenance.Engine, DataSource.List());
        (string Name, string Value)[] facts =
        [
            ("engine", $"{engine.Version}, commit {engine.Commit}{(engine.Dirty == true ? ", with changes" : "")}"),
            ("processor", $"{m.Processor}, {m.Cores} cores, {m.Architecture}"),
            ("vectors", $"{m.Simd} bits"),
            ("threads", Shell.Text($"{Compute.Threads}")),
            ("memory", Shell.Text($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0.0} GiB")),
            ("system", $"{m.System}, {m.Runtime}"),
            .. parse.GetValue(s_speed) ? Speed() : [("speed", "not measured; add --speed")],
            ("recipes", Shell.Text($"{Shell.Book.Entries.Count}")),
            ("data sets", Shell.Text($"{sets.Count} in reach; GANGLION_DATA is {Environment.GetEnvironmentVariable("GANGLION_DATA") ?? "not set"}")),
            ("run folder", Writable() ? "can be written here" : "cannot be written here: use --out"),
        ];
        if (parse.GetValue(Shell.Json)) Shell.Print(new JsonObject([.. facts.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, f.Value))]));
        else Shell.Print(["", ""], facts.Select(f => (IReadOnlyList<string>)[f.Name, f.Value]));
        return Shell.Ok;
    });

    private static (string, string)[] Speed() =>
    [
        ("matrix product", Shell.Text($"{GemmSpeed():0} GFLOP/s (1024 × 1024 × 1024, F32)")),
        ("memory traffic", Shell.Text($"{StreamSpeed():0.0} GB/s (sum of two arrays of 64 MiB)")),
    ];

    private static double GemmSpeed()
    {
        var (a, b) = (new Rng(1).Uniform([1024, 1024]), new Rng(2).Uniform([1024, 1024]));
        return 2.0 * 1024 * 1024 * 1024 / Best(() => a.MatMul(b)) / 1e9;
    }

    private static double StreamSpeed()
    {
        var (a, b) = (Tensor.Ones([16 << 20]), Tensor.Ones([16 << 20]));
        return 3.0 * (64 << 20) / Best(() => a + b) / 1e9;
    }

    private static double Best(Func<Tensor> work)
    {
        double best = double.MaxValue;
        for (var (i, end) = (0, Stopwatch.StartNew()); i < 3 || end.Elapsed.TotalSeconds < 0.7; i++)
        {
            var clock = Stopwatch.StartNew();
            Memory.Scope(() => { work(); return 0; });
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static bool Writable()
    {
        string probe = Path.Combine(Environment.CurrentDirectory, $".ganglion-{Environment.ProcessId}");
        try { File.WriteAllText(probe, ""); File.Delete(probe); return true; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }
}
