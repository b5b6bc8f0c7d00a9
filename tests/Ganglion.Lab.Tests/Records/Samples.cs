namespace Ganglion.Lab.Tests;

internal static class Samples
{
    public static ClaimRecord Record(string recipe, string claim, Verdict verdict, string? catalogue = "P552", string wing = "Graphs", string? error = null) => new()
    {
        Recipe = recipe,
        Claim = claim,
        Statement = "81.5 % | on Cora",
        Verdict = verdict,
        Error = error,
        Paper = new("A Title", "Kipf, Welling", 2017, "arXiv:1609.02907", catalogue, wing),
        Findings = error is not null ? [] :
        [
            new() { What = "test accuracy", Ours = 0.815, Paper = 0.815, Requirement = "≥ 0.805", Holds = verdict != Verdict.NotReproduced, Values = [0.81, 0.82, double.NaN], Deviation = 0.01, Low = 0.8125, High = 0.8175 },
            new() { What = "converges", Ours = verdict == Verdict.Reproduced ? 1 : 0, Requirement = "must hold", Holds = verdict == Verdict.Reproduced },
        ],
        Notes = ["a remark"],
        Budget = Budget.Check,
        Seed = 0,
        Seconds = 12.34,
        Date = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Engine = new("0.1.0", "0123456789abcdef0123456789abcdef01234567", false),
        Machine = new("A processor", 2, 2, "x64", 256, "Linux", ".NET 10.0"),
        Fits =
        [
            new()
            {
                Method = recipe, Data = "cora", DataHash = "abc", Task = "node classification: small", Options = new SortedDictionary<string, string> { ["hidden"] = "16", ["dropout"] = "0.5" },
                Runs =
                [
                    new()
                    {
                        Seed = 0, Test = new SortedDictionary<string, double> { ["accuracy"] = 0.81, ["log-loss"] = double.NaN }, Validation = new SortedDictionary<string, double> { ["accuracy"] = 0.8 }, Seconds = 1.5, Parameters = 100,
                        PeakBytes = 1 << 20, BitHash = "00112233445566ff", Curves = new SortedDictionary<string, CurveRecord> { ["loss"] = new([1, 2], [0.5, 0.25]) },
                    },
                ],
            },
        ],
    };
}
