using System.Globalization;
using System.Text;

namespace Ganglion.Lab;

/// <summary>The page of all results, made from the records and from nothing else: the same records give the same page.</summary>
public static class ResultsPage
{
    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="evidence">The folder of the records.</param>
    /// <param name="path">The page; links to records are relative to it.</param>
    public static void Write(string evidence, string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        File.WriteAllText(path + ".tmp", Render(new RecordStore(evidence).All(), Path.GetRelativePath(folder, evidence).Replace('\\', '/')));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The page as Markdown.</summary>
    /// <param name="records">The records.</param>
    /// <param name="evidence">Their folder, as links shall name it.</param>
    public static string Render(IReadOnlyList<ClaimRecord> records, string evidence)
    {
        var page = new StringBuilder();
        void Line(string text = "") => page.Append(text).Append('\n');

        Line("# Results");
        Line();
        Line($"Made from the records in [`{evidence}/`]({evidence}/) and from nothing else; edits here are lost. A record holds options, seeds, data hashes, commit, machine, curves and");
        Line("the hash of every network's bits. One command runs a recipe's claims again and writes records and page:");
        Line();
        Line("```");
        Line("ganglion reproduce gcn");
        Line("```");
        Line();
        Line("Ours is the mean over seeds ± half of its 95 % interval (number of seeds). A claim is *reproduced* if all of its findings hold, *partly* if some do, and *not reproduced* if none does:");
        Line("that is a result, and stays. Seconds are those of the whole claim; machine and threads stand in its record.");
        if (records.Count == 0)
        {
            Line();
            Line("There is no record yet.");
            return page.ToString();
        }
        Line();
        Line("| | claims | reproduced | partly | not reproduced | not run |");
        Line("|---|---:|---:|---:|---:|---:|");
        foreach (var wing in Wings(records)) Line(Count(wing.Key, [.. wing]));
        Line(Count("**all**", records));

        var fallen = records.Where(r => r.Verdict != Verdict.Reproduced).ToList();
        if (fallen.Count > 0)
        {
            Line();
            Line("## What did not hold");
            Line();
            foreach (var r in fallen) Line($"- {Link(r, evidence)}, {Words(r.Verdict)}: {Missed(r)}");
        }
        foreach (var wing in Wings(records))
        {
            Line();
            Line($"## {wing.Key}");
            foreach (var recipe in wing.GroupBy(r => r.Recipe))
            {
                var paper = recipe.First().Paper;
                Line();
                Line($"### {recipe.Key}");
                Line();
                Line($"{Plain(paper.Title)}{(paper.Catalogue is { } id ? $" ({id})" : "")}. {Plain(paper.Authors)}, {Text(paper.Year)}, {Plain(paper.Link)}.");
                Line();
                Line("| claim | finding | paper | ours | required | | seconds |");
                Line("|---|---|---:|---:|---|---|---:|");
                foreach (var record in recipe) Rows(record, evidence, Line);
            }
        }
        return page.ToString();
    }

    private static void Rows(ClaimRecord r, string evidence, Action<string> line)
    {
        line($"| {Link(r, evidence)} | {Plain(r.Statement)} | | | | **{Words(r.Verdict)}** | {r.Seconds.ToString(r.Seconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} |");
        foreach (var f in r.Findings)
            line($"| | {Plain(f.What)} | {(f.Paper is { } paper ? Figure(paper) : "")} | {Ours(f)} | {Plain(f.Requirement)} | {(f.Holds ? "holds" : "**fails**")} | |");
        if (r.Error is { } error) line($"| | {Plain(error)} | | | | | |");
    }

    // Wings in alphabetical order, yardsticks at the end.
    private static IEnumerable<IGrouping<string, ClaimRecord>> Wings(IEnumerable<ClaimRecord> records) =>
        records.GroupBy(r => r.Paper.Catalogue is null ? "Yardsticks" : r.Paper.Wing.Length > 0 ? r.Paper.Wing : "Other")
            .OrderBy(g => g.Key == "Yardsticks").ThenBy(g => g.Key, StringComparer.Ordinal);

    private static string Count(string name, IReadOnlyCollection<ClaimRecord> records)
    {
        string Of(Verdict verdict) => Text(records.Count(r => r.Verdict == verdict));
        return $"| {name} | {Text(records.Count)} | {Of(Verdict.Reproduced)} | {Of(Verdict.Partly)} | {Of(Verdict.NotReproduced)} | {Of(Verdict.NotRun)} |";
    }

    private static string Missed(ClaimRecord r) => r.Error is { } error ? Plain(error) : string.Join("; ", r.Findings.Where(f => !f.Holds).Select(f => $"{Plain(f.What)} {Ours(f)}, required {Plain(f.Requirement)}"));

    private static string Ours(FindingRecord f) => f.Values.Count == 0 ? f.Holds ? "yes" : "no"
        : f is { Low: { } low, High: { } high } ? $"{Figure(f.Ours)} ± {Figure((high - low) / 2)} ({Text(f.Values.Count)})" : Figure(f.Ours);

    private static string Link(ClaimRecord r, string evidence) => $"[{r.Recipe}/{r.Claim}]({evidence}/{r.Recipe}/{r.Claim}.json)";

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "reproduced",
        Verdict.Partly => "partly",
        Verdict.NotReproduced => "not reproduced",
        _ => "not run",
    };

    private static string Figure(double v) => v == 0 || Math.Abs(v) is >= 0.001 and < 1e6
        ? v.ToString(Math.Abs(v) >= 1000 ? "0" : Math.Abs(v) >= 10 ? "0.##" : "0.####", CultureInfo.InvariantCulture) : v.ToString("0.##e0", CultureInfo.InvariantCulture);

    private static string Text(int v) => v.ToString(CultureInfo.InvariantCulture);

    private static string Plain(string text) => text.Replace('\n', ' ').Replace('\r', ' ').Replace("|", "\\|", StringComparison.Ordinal);
}
