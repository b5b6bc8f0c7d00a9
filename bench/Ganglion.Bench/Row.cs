using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>One line of the table: a workload against one peer.</summary>
internal sealed record Row(string Workload, int Threads, ClockKind Clock, string Peer)
{
    public IReadOnlyList<Timing> Ours { get; init; } = [];

    public IReadOnlyList<Timing> Theirs { get; init; } = [];

    /// <summary>Why one side is missing.</summary>
    public string? Skipped { get; init; }

    public double ShareOfGemm { get; init; }

    public double ShareOfMemory { get; init; }

    public bool Trains { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["workload"] = Workload, ["threads"] = Threads, ["clock"] = Clock.ToString(), ["peer"] = Peer, ["trains"] = Trains };
        if (Skipped is not null) json["skipped"] = Skipped;
        if (Ours.Count > 0)
        {
            json["ours"] = Side(Ours);
            json["ours"]!["allocated_kb"] = Round(Ours[^1].AllocatedKb);
            if (ShareOfGemm > 0) json["share_of_gemm"] = Round(ShareOfGemm);
            if (ShareOfMemory > 0) json["share_of_memory"] = Round(ShareOfMemory);
        }
        if (Theirs.Count == 0 || Ours.Count == 0) return json;
        json["theirs"] = Side(Theirs);
        double[] ratios = [.. Theirs.Zip(Ours, (t, o) => t.Ms / o.Ms)];
        json["ratio"] = Round(Timing.Median(ratios));
        json["ratio_low"] = Round(ratios.Min());
        json["ratio_high"] = Round(ratios.Max());
        json["ratio_of_best"] = Round(Theirs.Min(t => t.Ms) / Ours.Min(t => t.Ms));
        return json;
    }

    private static JsonObject Side(IReadOnlyList<Timing> rounds) => new()
    {
        ["ms"] = Round(Timing.Median([.. rounds.Select(r => r.Ms)])),
        ["best_ms"] = Round(rounds.Min(r => r.Ms)),
        ["rounds_ms"] = new JsonArray([.. rounds.Select(r => (JsonNode)Round(r.Ms))]),
        ["steps"] = rounds.Sum(r => r.Steps),
        ["peak_mb"] = Round(rounds.Max(r => r.PeakMb)),
    };

    private static double Round(double value) => double.Parse($"{value:G4}", System.Globalization.CultureInfo.InvariantCulture);
}
