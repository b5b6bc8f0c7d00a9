using System.Text.Json.Serialization;

namespace Ganglion.Lab;

/// <summary>What became of one claim, with everything needed to judge it and to run it again: one JSON document in <c>evidence/</c>.</summary>
public sealed record ClaimRecord
{
    /// <summary>The version of this document's form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The recipe's id.</summary>
    public required string Recipe { get; init; }

    /// <summary>The claim's name.</summary>
    public required string Claim { get; init; }

    /// <summary>What must be seen.</summary>
    public required string Statement { get; init; }

    /// <summary>What became of it.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why it could not be run to its end; null if it was.</summary>
    public string? Error { get; init; }

    /// <summary>Where the statement comes from.</summary>
    public required PaperRecord Paper { get; init; }

    /// <summary>What was found; the verdict follows from these alone.</summary>
    public IReadOnlyList<FindingRecord> Findings { get; init; } = [];

    /// <summary>Remarks of the experiment.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How much was done.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The seed of the experiment; run i of a method has this seed plus i.</summary>
    public required int Seed { get; init; }

    /// <summary>Wall time of the experiment in seconds. Runs shared with an earlier claim of the session cost nothing here.</summary>
    public required double Seconds { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public required DateTime Date { get; init; }

    /// <summary>The code that ran.</summary>
    public required EngineRecord Engine { get; init; }

    /// <summary>The machine it ran on.</summary>
    public required MachineRecord Machine { get; init; }

    /// <summary>Every run of a method behind the findings.</summary>
    public IReadOnlyList<FitRecord> Fits { get; init; } = [];
}

/// <summary>Where a statement comes from.</summary>
/// <param name="Title">The title as published.</param>
/// <param name="Authors">The authors.</param>
/// <param name="Year">The year of publication.</param>
/// <param name="Link">A stable identifier.</param>
/// <param name="Catalogue">The row of the catalogue; null for a yardstick.</param>
/// <param name="Wing">The part of the library; empty for a yardstick.</param>
public sealed record PaperRecord(string Title, string Authors, int Year, string Link, string? Catalogue, string Wing);

/// <summary>One thing found, with its statistics over the seeds.</summary>
public sealed record FindingRecord
{
    /// <summary>What was measured.</summary>
    public required string What { get; init; }

    /// <summary>Our figure: the mean over the seeds.</summary>
    public required double Ours { get; init; }

    /// <summary>The paper's figure, if it gives one.</summary>
    public double? Paper { get; init; }

    /// <summary>What ours had to be.</summary>
    public required string Requirement { get; init; }

    /// <summary>Whether it is.</summary>
    public required bool Holds { get; init; }

    /// <summary>The figure of each seed; empty for something that is so or not.</summary>
    [JsonConverter(typeof(InlineNumbers))]
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Sample standard deviation over the seeds; null below two.</summary>
    public double? Deviation { get; init; }

    /// <summary>Lower end of the mean's 95 % interval (Student's t); null below two seeds.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public double? High { get; init; }

    internal static FindingRecord Of(Finding f)
    {
        var summary = f.Values.Count > 1 && f.Values.All(double.IsFinite) ? Summary.Of([.. f.Values]) : null;
        return new()
        {
            What = f.What,
            Ours = f.Ours,
            Paper = f.Paper,
            Requirement = f.Requirement,
            Holds = f.Holds,
            Values = f.Values,
            Deviation = Digits(summary?.StandardDeviation),
            Low = Digits(summary?.Low),
            High = Digits(summary?.High),
        };
    }

    private static double? Digits(double? value) => value is { } v ? RecordJson.Digits(v) : null;
}

/// <summary>The code that ran.</summary>
/// <param name="Version">The version of the library.</param>
/// <param name="Commit">The commit, or <c>unknown</c>.</param>
/// <param name="Dirty">Whether the tree had changes outside <c>evidence/</c> and the results page; null if unknown.</param>
public sealed record EngineRecord(string Version, string Commit, bool? Dirty);

/// <summary>A machine, as far as speed and bits depend on it.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Threads">Threads that one operation could use.</param>
/// <param name="Architecture">Such as <c>x64</c>.</param>
/// <param name="Simd">Width of the vectors in bits.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET version.</param>
public sealed record MachineRecord(string Processor, int Cores, int Threads, string Architecture, int Simd, string System, string Runtime);
