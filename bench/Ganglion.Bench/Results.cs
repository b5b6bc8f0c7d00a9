using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganglion.Bench;

/// <summary>
/// The rows of a day, in a file of that day. A later run of the same workload, peer and threads replaces its row; each row keeps the commit, the time and
/// the load it was measured under, so that a table put together from several runs says so itself.
/// </summary>
internal sealed class Results(string folder, string day)
{
    private readonly string _path = Path.Combine(folder, $"{day}.json");
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public JsonArray Rows { get; } = Read(Path.Combine(folder, $"{day}.json"));

    public void Add(JsonObject row)
    {
        string Key(JsonNode r) => $"{r["workload"]} {r["threads"]} {r["clock"]} {r["peer"]}";
        foreach (var old in Rows.Where(r => Key(r!) == Key(row)).ToList()) Rows.Remove(old);
        Rows.Add(row);
    }

    public void Write(JsonObject machine)
    {
        Directory.CreateDirectory(folder);
        Replace(_path, new JsonObject { ["date"] = day, ["machine"] = machine.DeepClone(), ["rows"] = Rows.DeepClone() }.ToJsonString(s_indented) + "\n");
        Replace(Path.Combine(folder, "latest.md"), Markdown(machine));
    }

    private static JsonArray Read(string path) => File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!["rows"]!.DeepClone().AsArray() : [];

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The table, by threads; then the geometric means.</summary>
    public string Markdown(JsonObject machine)
    {
        var text = new StringBuilder($"# Both sides, {day}\n\n");
        foreach (var (name, value) in machine) text.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        foreach (var group in Rows.GroupBy(r => (Threads: (int)r!["threads"]!, Clock: (string)r["clock"]!)).OrderByDescending(g => g.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key.Threads} thread{(group.Key.Threads == 1 ? "" : "s")}, {group.Key.Clock switch { "Cpu" => "processor time", _ => "time on the wall" }}\n\n");
            text.Append("Times are medians of rounds that alternate between the sides; the ratio is peer / ours, the median of the rounds' own ratios, and its\n"
                + "range; above 1 we are faster. *best* compares each side's best round, which matters where the machine was busy.\n\n");
            text.Append("| workload | ours, ms | peer | peer, ms | peer / ours | range | best | peak MB, ours / peer | allocated KB a step | share of the limit | load | commit |\n");
            text.Append("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
            var order = Workloads.All.Select((w, i) => (w.Name, i)).ToDictionary(w => w.Name, w => w.i);
            // The best product of the run is the limit, wherever in the run it was made: what was measured beforehand may have met a busy machine.
            double limit = group.Max(r => Math.Max((double)r!["gemm_gmacs"]!, Rate(r)));
            foreach (var row in group.OrderBy(r => order.GetValueOrDefault((string)r!["workload"]!, int.MaxValue))) text.Append(Line(row!, limit));
            double[] training = [.. group.Where(r => r!["ratio"] is not null && (bool)r["trains"]!).Select(r => (double)r!["ratio"]!)];
            text.Append(CultureInfo.InvariantCulture, $"\nBest product of the run: {limit:F0}·10⁹ multiply-adds a second.\n");
            if (training.Length > 0)
                text.Append(CultureInfo.InvariantCulture,
                    $"\nGeometric mean over the {training.Length} training steps with a peer: {Math.Exp(training.Average(Math.Log)):G3}; lowest {training.Min():G3}.\n");
        }
        return text.ToString();
    }

    // 10⁹ multiply-adds a second, where they are counted.
    private static double Rate(JsonNode r) => r["share_of_gemm"] is { } share ? (double)share * (double)r["gemm_gmacs"]! : 0;

    private static string Line(JsonNode r, double limit)
    {
        string Number(JsonNode? n) => n is null ? "" : ((double)n).ToString("G4", CultureInfo.InvariantCulture);
        string Megabytes(JsonNode? side) => side is null ? "-" : ((double)side["peak_mb"]!).ToString("F0", CultureInfo.InvariantCulture);
        var (ours, theirs) = (r["ours"], r["theirs"]);
        string share = r["share_of_gemm"] is not null ? $"{Rate(r) / limit:P0} of GEMM".Replace(" %", "%") : r["share_of_memory"] is { } m ? $"{(double)m:P0} of memory".Replace(" %", "%") : "";
        string peer = theirs is null ? $"skipped: {r["skipped"]}" : Number(theirs["ms"]);
        string range = theirs is null ? "" : $"{Number(r["ratio_low"])}–{Number(r["ratio_high"])}";
        return $"| {r["workload"]} | {Number(ours?["ms"])} | {r["peer"]} | {peer} | {Number(r["ratio"])} | {range} | {Number(r["ratio_of_best"])} "
            + $"| {Megabytes(ours)} / {Megabytes(theirs)} | {Number(ours?["allocated_kb"])} | {share} | {r["load"]} | {r["commit"]} |\n";
    }
}
