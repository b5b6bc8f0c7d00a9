namespace Ganglion.Lab.Tests;

public sealed class ResultsPageTests
{
    private static readonly ClaimRecord[] s_records =
    [
        Samples.Record("gcn", "cora-accuracy", Verdict.Reproduced),
        Samples.Record("gcn", "depth", Verdict.Partly),
        Samples.Record("bpr", "ranking", Verdict.NotReproduced, "P100", "Recommend"),
        Samples.Record("mlp", "floor", Verdict.NotRun, catalogue: null, wing: "", error: "DataException: no | file"),
    ];

    [Fact]
    public void The_page_counts_lists_and_links_everything()
    {
        string page = ResultsPage.Render(s_records, "evidence");
        Assert.Contains("| Graphs | 2 | 1 | 1 | 0 | 0 |", page);
        Assert.Contains("| **all** | 4 | 1 | 1 | 1 | 1 |", page);
        Assert.Contains("- [bpr/ranking](evidence/bpr/ranking.json), not reproduced: test accuracy 0.815 ± 0.0025 (3), required ≥ 0.805; converges no, required must hold", page);
        Assert.Contains("- [mlp/floor](evidence/mlp/floor.json), not run: DataException: no \\| file", page);
        Assert.Contains("A Title (P552). Kipf, Welling, 2017, arXiv:1609.02907.", page);
        Assert.Contains("| [gcn/cora-accuracy](evidence/gcn/cora-accuracy.json) | 81.5 % \\| on Cora | | | | **reproduced** | 12 |", page);
        Assert.Contains("| | test accuracy | 0.815 | 0.815 ± 0.0025 (3) | ≥ 0.805 | holds | |", page);
        Assert.True(page.IndexOf("## Yardsticks", StringComparison.Ordinal) > page.IndexOf("## Recommend", StringComparison.Ordinal));
    }

    [Fact]
    public void The_order_of_the_records_in_a_wing_is_theirs_and_the_page_is_always_the_same() =>
        Assert.Equal(ResultsPage.Render(s_records, "evidence"), ResultsPage.Render([.. s_records], "evidence"));

    [Fact]
    public void No_evidence_is_said_so() => Assert.EndsWith("There is no record yet.\n", ResultsPage.Render([], "evidence"));

    [Fact]
    public void The_committed_page_is_what_the_committed_evidence_gives()
    {
        string? root = Root();
        if (root is null) Assert.Skip("Not inside the repository.");
        var records = new RecordStore(Path.Combine(root, "evidence")).All();
        if (records.Count == 0) Assert.Skip("There is no evidence yet.");
        Assert.Equal(ResultsPage.Render(records, "evidence"), File.ReadAllText(Path.Combine(root, "RESULTS.md")));
    }

    private static string? Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent) if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        return null;
    }
}
