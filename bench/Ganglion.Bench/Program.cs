using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ganglion.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var only = new Option<string[]>("--only") { Description = "Workloads, separated by commas; all if none is given.", AllowMultipleArgumentsPerToken = true };
var threads = new Option<int>("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => 2, Recursive = true };
var clock = new Option<ClockKind>("--clock") { Description = "Wall, or Cpu: processor time, for one thread on a busy machine.", DefaultValueFactory = _ => ClockKind.Wall, Recursive = true };
var seconds = new Option<double>("--seconds") { Description = "Time measured on each side of a workload, all rounds together.", DefaultValueFactory = _ => 4 };
var rounds = new Option<int>("--rounds") { Description = "Rounds; in each, first we are measured and then the peer.", DefaultValueFactory = _ => 3 };
var peers = new Option<string?>("--peers") { Description = "The PyTorch script; else the environment variable GANGLION_PEERS." };
var python = new Option<string>("--python") { Description = "The interpreter that has torch.", DefaultValueFactory = _ => "/usr/bin/python3" };
var pyg = new Option<string?>("--pyg") { Description = "A checkout of PyG for that interpreter." };
var data = new Option<string?>("--data") { Description = "The folder of data sets for both sides; else each side's own default." };
var folder = new Option<string>("--out") { Description = "Where results go.", DefaultValueFactory = _ => Path.Combine(Machine.Root, "bench", "results") };
var all = new Option<bool>("--all") { Description = "Every workload with two threads, then the matrix products with one: the table of docs/performance.md." };
var json = new Option<bool>("--json") { Description = "Rows as JSON, one a line, in place of the table." };

var root = new RootCommand("Measures our workloads and the peers', alternating, with equal threads.")
    { only, all, threads, clock, seconds, rounds, peers, python, pyg, data, folder, json };
var workload = new Argument<string>("workload");
var step = new Command("step", "One workload of ours, a round for each line of standard input: what the comparison runs as a process of its own.") { workload };
var first = new Option<bool>("--first") { Description = "One step, and out." };
step.Options.Add(first);
step.SetAction(r => r.GetValue(first) ? OurSide.Once(r.GetValue(workload)!, r.GetValue(threads)) : OurSide.Serve(r.GetValue(workload)!, r.GetValue(threads), r.GetValue(clock)));
root.Subcommands.Add(step);
root.SetAction(r =>
{
    if (r.GetValue(data) is { } d) Environment.SetEnvironmentVariable("GANGLION_DATA", Path.GetFullPath(d));
    if (r.GetValue(clock) == ClockKind.Cpu && r.GetValue(threads) > 1) { Console.Error.WriteLine("--clock Cpu counts what all threads burn, waiting included: use it with --threads 1."); return 1; }
    string[] more = [.. r.GetValue(data) is { } at ? (string[])["--data", Path.GetFullPath(at)] : [], .. r.GetValue(pyg) is { } p ? (string[])["--pyg", Path.GetFullPath(p)] : []];
    string script = r.GetValue(peers) ?? Environment.GetEnvironmentVariable("GANGLION_PEERS") ?? Path.Combine(AppContext.BaseDirectory, "peers", "torch_suite.py");
    string[] names = [.. (r.GetValue(only) ?? []).SelectMany(o => o.Split(',', StringSplitOptions.RemoveEmptyEntries))];
    IReadOnlyList<Workload> chosen;
    try { chosen = names.Length == 0 ? Workloads.All : [.. names.Select(Workloads.Find)]; }
    catch (ArgumentException e) { Console.Error.WriteLine(e.Message); return 1; }
    Comparison With(int count) => new(count, r.GetValue(clock), r.GetValue(seconds), r.GetValue(rounds))
    {
        Torch = new Peer("PyTorch", r.GetValue(python)!, script, more),
        Blas = new Peer("OpenBLAS", r.GetValue(python)!, Path.Combine(AppContext.BaseDirectory, "peers", "openblas.py")),
    };
    var rows = With(r.GetValue(threads)).Run(chosen);
    if (r.GetValue(all)) rows = rows.Concat(With(1).Run([.. chosen.Where(w => w.IsProduct)]));
    var machine = Machine.Describe(r.GetValue(python)!);
    var results = new Results(r.GetValue(folder)!, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    foreach (var row in rows)
    {
        results.Add(row);
        results.Write(machine);                                   // an interrupted run keeps what it has measured
        if (r.GetValue(json)) Console.WriteLine(row.ToJsonString());
    }
    if (!r.GetValue(json)) Console.WriteLine(results.Markdown(machine));
    return 0;
});
return root.Parse(args).Invoke();
