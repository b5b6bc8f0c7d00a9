using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>What one side measured in one round.</summary>
/// <param name="Ms">Median of the timed steps, in milliseconds.</param>
/// <param name="Steps">How many were timed.</param>
/// <param name="PeakMb">The largest memory of the process so far, in MiB.</param>
/// <param name="AllocatedKb">Managed memory allocated in a step, in KiB; our side only.</param>
internal sealed record Timing(double Ms, int Steps, double PeakMb, double AllocatedKb = 0)
{
    private const int Fewest = 3, Most = 2000;                   // as the peers' scripts

    /// <summary>Times steps until the seconds are over, at least three and at most two thousand.</summary>
    public static Timing Of(Action step, double seconds, ClockKind clock)
    {
        var times = new List<double>();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        double end = Clock.Now(clock) + seconds;
        while ((Clock.Now(clock) < end || times.Count < Fewest) && times.Count < Most)
        {
            double start = Clock.Now(clock);
            step();
            times.Add((Clock.Now(clock) - start) * 1e3);
        }
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        using var self = Process.GetCurrentProcess();
        return new(Median(times), times.Count, OurSide.ChildPeakMb > 0 ? OurSide.ChildPeakMb : self.PeakWorkingSet64 / 1048576.0, allocated / 1024.0 / times.Count);
    }

    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public JsonObject ToJson() => new() { ["ms"] = Ms, ["steps"] = Steps, ["rss_mb"] = PeakMb, ["allocated_kb"] = AllocatedKb };

    /// <summary>Reads a line of either side's.</summary>
    /// <exception cref="AbsentException">The line tells why there is no measurement.</exception>
    public static Timing Parse(string line)
    {
        var json = JsonNode.Parse(line)!;
        if (json["skipped"] is { } reason) throw new AbsentException((string)reason!);
        return new((double)json["ms"]!, (int)json["steps"]!, (double)json["rss_mb"]!, (double?)json["allocated_kb"] ?? 0);
    }
}

/// <summary>A side cannot do a job here; the message tells why. Never hidden: it stands in the table.</summary>
internal sealed class AbsentException(string reason) : Exception(reason);
