using System.Text.Json.Nodes;

namespace Ganglion.Cli.Tests;

public sealed class VerbTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Fit_prints_a_leaderboard_and_writes_a_report_that_predicts_again()
    {
        var (code, output, error) = _cli.Run("fit", "iris", "--recipe", "linear,majority", "--seeds", "2", "--no-search", "--out", "run");
        Assert.True(code == 0, output + error);
        Assert.Contains("linear", output);
        Assert.Contains("majority", output);
        string report = File.ReadAllText(Path.Combine(_cli.Folder, "run", "report.html"));
        Assert.Contains("linear", report);
        var (code2, csv, error2) = _cli.Run("predict", "run", "iris");
        Assert.True(code2 == 0, error2);
        Assert.Equal(151, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Fit_gives_the_same_networks_on_one_thread_and_on_two()
    {
        string[] Hashes(string threads)
        {
            var (code, json, error) = _cli.Run("fit", "iris", "--recipe", "linear,mlp", "--seeds", "1", "--no-search", "--threads", threads, "--out", "run" + threads, "--json");
            Assert.True(code == 0, error);
            return [.. JsonNode.Parse(json)!["rows"]!.AsArray().SelectMany(r => r!["trials"]!.AsArray()).Select(t => t!["bitHash"]!.GetValue<string>())];
        }
        var one = Hashes("1");
        Assert.NotEmpty(one);
        Assert.Equal(one, Hashes("2"));
    }

    [Theory]
    [InlineData("recipes")]
    [InlineData("doctor")]
    [InlineData("show", "gcn")]
    [InlineData("data", "list")]
    [InlineData("data", "describe", "iris")]
    [InlineData("data", "verify", "iris")]
    [InlineData("reproduce", "gcn", "--budget", "smoke")]
    public void Json_is_one_document(params string[] args)
    {
        var (_, output, error) = _cli.Run([.. args, "--json"]);
        Assert.True(output.Length > 0, error);
        Assert.NotNull(JsonNode.Parse(output));
    }

    [Fact]
    public void Show_tells_options_and_claims()
    {
        var (code, output, _) = _cli.Run("show", "gcn");
        Assert.Equal(0, code);
        Assert.Contains("hidden", output);
        Assert.Contains("cora-accuracy", output);
    }

    [Fact]
    public void Budgets_are_read_and_refused()
    {
        var (code, _, error) = _cli.Run("fit", "iris", "--budget", "soon");
        Assert.NotEqual(0, code);
        Assert.Contains("5m", error);
    }

    [Fact]
    public void A_profile_tells_where_the_time_went()
    {
        var (code, output, error) = _cli.Run("fit", "iris", "--recipe", "mlp", "--seeds", "1", "--no-search", "--out", "run", "--profile");
        Assert.True(code == 0, output + error);
        Assert.Matches(@"MatMul\s+backward\s+\d+", output);
        Assert.Contains("outside kernels", output);
        var events = JsonNode.Parse(File.ReadAllText(Path.Combine(_cli.Folder, "profile.json")))!["traceEvents"]!.AsArray();
        Assert.Contains(events, e => (string?)e!["name"] == "AdamStep");
        var (code2, json, error2) = _cli.Run("reproduce", "gcn", "--budget", "smoke", "--profile", "--json");
        Assert.NotNull(JsonNode.Parse(json));
        Assert.Contains("SpMM", error2);
    }
}
