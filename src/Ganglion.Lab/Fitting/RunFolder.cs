using System.Text.Json;
using Ganglion.Networks;

namespace Ganglion.Lab;

/// <summary>What a run was asked to do; a resumed run must be asked the same.</summary>
internal sealed record RunSettings(string Data, string DataHash, string Task, string Description, string Metric, IReadOnlyList<string> Recipes,
    IReadOnlyDictionary<string, string> Settings, double? BudgetSeconds, int Seeds, int Seed, bool Search, bool Ensemble, string Engine);

/// <summary>A decision that depended on the clock and must be the same when the run is resumed.</summary>
internal sealed record SearchPlan(string Recipe, int Candidates);

/// <summary>Where a run is.</summary>
internal sealed record RunState
{
    public required RunSettings Settings { get; init; }

    public bool Complete { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<SearchPlan> Plans { get; init; } = [];
}

/// <summary>
/// The journal of a run: <c>state.json</c>, a file a finished trial in <c>trials</c>, checkpoints of the running one, the store
/// <c>networks</c>. Every file is written whole. A finished run in the folder stays until the new one beside it is complete.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;

    private RunFolder(string folder, string working, RunState state, FileStream held)
    {
        (Folder, Working, State, _lock) = (folder, working, state, held);
        Store = new(Path.Combine(working, "networks"));
    }

    /// <summary>Where the run will be found in the end.</summary>
    public string Folder { get; }

    /// <summary>Where it is until then.</summary>
    public string Working { get; }

    public NetworkStore Store { get; }

    public RunState State { get; private set; }

    /// <summary>Opens a folder for a new run, or to go on with an interrupted one.</summary>
    /// <exception cref="InvalidOperationException">The folder holds something else, or resuming is impossible.</exception>
    public static RunFolder Open(string folder, RunSettings settings, bool resume)
    {
        string beside = folder.TrimEnd('/', '\\') + ".new";
        var (there, next) = (Read(folder), Read(beside));
        string working = there is null or { Complete: false } ? folder : beside;
        var found = working == folder ? there : next;
        if (found is null && Directory.Exists(working) && Directory.EnumerateFileSystemEntries(working).Any(e => Path.GetFileName(e) != ".lock"))
            throw new InvalidOperationException($"The folder '{working}' holds files that no run wrote. Give an empty folder with --out.");
        if (found is { Complete: false } && !resume)
            throw new InvalidOperationException($"The folder '{working}' holds an unfinished run. Continue it with --resume, or give another folder with --out.");
        if (resume && found is null && there is { Complete: true }) (working, found) = (folder, there);
        if (resume && found is null) throw new InvalidOperationException($"There is no run to resume in '{folder}'. Leave out --resume to begin one.");
        if (found is not null && Difference(found.Settings, settings) is { } difference)
            throw new InvalidOperationException($"The run in '{working}' was started with other settings: {difference}. Repeat them to resume it, or give another folder with --out.");

        Directory.CreateDirectory(Path.Combine(working, "trials"));
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(working, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another process is writing the run in '{working}'. Wait for it, or give another folder with --out.",
                e);
        }
        var run = new RunFolder(folder, working, found is null ? new() { Settings = settings } : found with { Complete = false }, held);
        run.Write(run.State);
        return run;
    }

    /// <summary>Where the running trial keeps its checkpoint.</summary>
    public string CheckpointFile(Trial trial) => Path.Combine(Working, "checkpoints", trial.Key + ".safetensors");

    /// <summary>What a trial gave before the run was interrupted; null if it must be made, also if its network is damaged.</summary>
    public (Outcome Outcome, string? Network)? Find(Trial trial, TaskInfo info)
    {
        string file = TrialFile(trial);
        if (!File.Exists(file)) return null;
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllText(file), LabJson.Default.TrialRecord)!;
            if (record.Network is null) return (new(record.Result, null), null);
            return (new(record.Result, trial.Method.Restore(info, trial.Options, Store.Find(record.Network).Weights())), record.Network);
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidDataException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Keeps a network, if the trial was a whole one, and notes the trial as finished.</summary>
    /// <returns>The network's hash in the store.</returns>
    public string? Keep(Trial trial, Outcome outcome, NetworkCard card)
    {
        string? network = trial.Fidelity < 1 ? null : Store.Add(card, outcome.Network!.Model).Hash;
        WriteWhole(TrialFile(trial), JsonSerializer.Serialize(new(outcome.Result, network), LabJson.Default.TrialRecord));
        if (File.Exists(CheckpointFile(trial))) File.Delete(CheckpointFile(trial));
        return network;
    }

    /// <summary>Notes how long the run has taken so far.</summary>
    public void Note(TimeSpan elapsed) => Write(State with { Seconds = elapsed.TotalSeconds });

    /// <summary>Notes a decision.</summary>
    public void Note(SearchPlan plan) => Write(State with { Plans = [.. State.Plans, plan] });

    /// <summary>Writes a file of the run.</summary>
    public void WriteText(string name, string text) => WriteWhole(Path.Combine(Working, name), text);

    /// <summary>Marks the run complete and puts it in the place of an older one.</summary>
    public void Complete(TimeSpan elapsed)
    {
        Write(State with { Complete = true, Seconds = elapsed.TotalSeconds });
        if (Directory.Exists(Path.Combine(Working, "checkpoints"))) Directory.Delete(Path.Combine(Working, "checkpoints"), recursive: true);
        Dispose();
        File.Delete(Path.Combine(Working, ".lock"));
        if (Working == Folder) return;
        string old = Folder.TrimEnd('/', '\\') + ".old";
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        Directory.Move(Folder, old);
        Directory.Move(Working, Folder);
        Directory.Delete(old, recursive: true);
    }

    public void Dispose() => _lock.Dispose();

    private string TrialFile(Trial trial) => Path.Combine(Working, "trials", trial.Key + ".json");

    private void Write(RunState state)
    {
        State = state;
        WriteText("state.json", JsonSerializer.Serialize(state, LabJson.Default.RunState));
    }

    private static RunState? Read(string folder)
    {
        string file = Path.Combine(folder, "state.json");
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), LabJson.Default.RunState);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{file}: this is not the state of a run ({e.Message}). Delete the folder, or give another with --out.", e);
        }
    }

    private static string? Difference(RunSettings was, RunSettings now)
    {
        string[] Lines(RunSettings s) => JsonSerializer.Serialize(new RunState { Settings = s }, LabJson.Default.RunState).Split('\n');
        var (before, after) = (Lines(was), Lines(now));
        string[] changed = [.. before.Except(after).Select(l => l.Trim().TrimEnd(','))];
        return changed.Length > 0 ? $"then {string.Join(", ", changed)}" : before.SequenceEqual(after) ? null : "something was added";
    }

    private static void WriteWhole(string file, string text)
    {
        File.WriteAllText(file + ".tmp", text);
        File.Move(file + ".tmp", file, overwrite: true);
    }
}
