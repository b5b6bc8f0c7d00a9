using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>Runs workloads on both sides by turns.</summary>
internal sealed record Comparison(int Threads, ClockKind Clock, double Seconds, int Rounds)
{
    public required Peer Torch { get; init; }

    public required Peer Blas { get; init; }

    /// <summary>A row for each workload and peer, as soon as it is measured.</summary>
    public IEnumerable<JsonObject> Run(IReadOnlyList<Workload> workloads)
    {
        var limits = Limits.Measure(Threads, Clock);
        Say($"limits with {Threads} threads: {limits.GemmGmacs:F1}·10⁹ multiply-adds a second in GEMM, {limits.TriadGbs:F1} GB/s");
        Memory.Trim();
        foreach (var w in workloads)
        {
            using var ours = new OurSide(w.Name, Threads, Clock);
            foreach (var peer in w.IsProduct ? (Peer[])[Torch, Blas] : [Torch])
            {
                var row = Compare(w, ours, peer, limits).ToJson();
                row["gemm_gmacs"] = Math.Round(limits.GemmGmacs, 1);
                row["triad_gb_s"] = Math.Round(limits.TriadGbs, 1);
                row["load"] = Machine.Load;
                row["commit"] = Machine.Commit;
                row["at"] = Machine.Time;
                yield return row;
            }
        }
    }

    private Row Compare(Workload w, OurSide ours, Peer peer, Limits limits)
    {
        var row = new Row(w.Name, Threads, Clock, peer.Name) { Trains = w.Trains };
        List<Timing> mine = [], theirs = [];
        string? skipped = null;
        for (int round = 0; round < Rounds; round++)
        {
            try { mine.Add(ours.Measure(Seconds / Rounds)); }
            catch (AbsentException e) { Say($"{w.Name}: OUR SIDE SKIPPED: {e.Message}"); return row with { Skipped = $"our side: {e.Message}" }; }
            if (skipped is not null) continue;
            try { theirs.Add(Script(w.PeerScript is { } own ? peer with { Script = Path.Combine(AppContext.BaseDirectory, "peers", own) } : peer).Measure(w.PeerName, Threads, Clock, Seconds / Rounds)); }
            catch (AbsentException e) { Say($"{w.Name}: {peer.Name} SKIPPED: {skipped = e.Message}"); theirs.Clear(); }
        }
        double best = mine.Min(t => t.Ms) / 1e3;
        Say($"{w.Name}: ours {best * 1e3:G4} ms{(theirs.Count > 0 ? $", {peer.Name} {theirs.Min(t => t.Ms):G4} ms" : "")} (best rounds)");
        return row with
        {
            Ours = mine,
            Theirs = theirs,
            Skipped = skipped,
            ShareOfGemm = w.MultiplyAdds / best / 1e9 / limits.GemmGmacs,
            ShareOfMemory = w.Bytes / best / 1e9 / limits.TriadGbs,
        };
    }

    private static Peer Script(Peer peer) => File.Exists(peer.Script) ? peer
        : throw new AbsentException(peer.Script.Length == 0 ? "no script; name one with --peers or GANGLION_PEERS" : $"there is no script '{peer.Script}'");

    private static void Say(string line) => Console.Error.WriteLine(line);
}
