namespace Ganglion.Conformance;

/// <summary>Holds <c>docs/ops.md</c> to the source, or writes it where GANGLION_UPDATE is set.</summary>
public sealed class OpPageTests
{
    [Fact]
    public void The_page_of_operations_says_what_the_source_says()
    {
        string page = OpPage.Make();
        if (Environment.GetEnvironmentVariable("GANGLION_UPDATE") is "1") File.WriteAllText(OpPage.File, page);
        string[] expected = page.Split('\n'), actual = File.Exists(OpPage.File) ? File.ReadAllText(OpPage.File).Split('\n') : [];
        string[] missing = [.. expected.Except(actual)], stale = [.. actual.Except(expected)];
        Assert.True(missing.Length + stale.Length == 0, "docs/ops.md is behind the source. Refresh it with\n"
            + "    GANGLION_UPDATE=1 dotnet test tests/Ganglion.Core.Tests --filter OpPageTests\n"
            + $"Lines it lacks:\n{string.Join('\n', missing.Take(5))}\nLines that are no longer so:\n{string.Join('\n', stale.Take(5))}");
    }

    [Fact]
    public void Every_operation_states_its_formula()
    {
        string[] rows = [.. OpPage.Make().Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(OpTable.All.Count, rows.Length);
        Assert.All(rows, r => Assert.True(r.Split(" | ")[2].Length > 10, $"No summary: {r}"));
    }
}
