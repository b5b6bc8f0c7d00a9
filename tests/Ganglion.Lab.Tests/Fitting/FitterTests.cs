using System.Text.Json;

namespace Ganglion.Lab.Tests;

/// <summary>One whole fit that many tests look at.</summary>
public sealed class WholeFit
{
    public WholeFit()
    {
        Folder = Path.Combine(Stub.Folder(), "run");
        var watched = new WatchedTask(Stub.Task()) { Name = "stub" };
        int seenAfter = -1;
        watched.TestSeen = () => { if (seenAfter < 0) seenAfter = Seen.Events.Count; };
        Result = new Fitter(Stub.Recipes).Fit(watched, new() { Folder = Folder, Seeds = 3 }, Seen);
        (EventsBeforeTest, TestScores) = (seenAfter, watched.TestScores);
    }

    public string Folder { get; }

    public FitResult Result { get; }

    internal Recording Seen { get; } = new();

    public int EventsBeforeTest { get; }

    public int TestScores { get; }
}

public sealed class FitterTests(WholeFit fit) : IClassFixture<WholeFit>
{
    private FitResult Result => fit.Result;

    private FitRow Row(string name) => Result.Rows.Single(r => r.Name == name);

    [Fact]
    public void Rows_are_ordered_by_the_mean_validation_metric()
    {
        var ranked = Result.Rows.Where(r => r.Rank is not null).ToList();
        Assert.Equal(Enumerable.Range(1, ranked.Count), ranked.Select(r => r.Rank!.Value));
        Assert.Equal(ranked.Select(r => r.Validation!.Mean).OrderDescending(), ranked.Select(r => r.Validation!.Mean));
        Assert.True(Row("stub-linear").Rank < Row("stub-share").Rank);
        Assert.All(ranked, r => Assert.Equal(r.Trials.Average(t => t.Validation["accuracy"]), r.Validation!.Mean, 12));
        Assert.All(ranked, r => Assert.Equal(r.Trials.Average(t => t.Test["accuracy"]), r.Test!.Mean, 12));
    }

    [Fact]
    public void The_test_part_is_not_touched_before_every_trial_is_done()
    {
        var test = Assert.IsType<PhaseBegan>(fit.Seen.Events.Last(e => e is PhaseBegan { Phase: FitPhase.Test }));
        int at = fit.Seen.Events.IndexOf(test);
        Assert.True(fit.EventsBeforeTest > at,
            $"the test part was looked at after event {fit.EventsBeforeTest}, and the phase began with event {at}");
        Assert.DoesNotContain(fit.Seen.Events.Skip(at), e => e is TrialStarted or TrialFinished);
        Assert.Equal(Result.Rows.Where(r => r.Rank is not null).Sum(r => r.Trials.Count), fit.TestScores);
    }

    [Fact]
    public void A_method_without_randomness_is_run_twice_and_counted_once()
    {
        Assert.Single(Row("stub-share").Trials);
        Assert.Contains("deterministic", Row("stub-share").Remark, StringComparison.Ordinal);
        Assert.Equal(2, fit.Seen.Events.Count(e => e is TrialFinished { Name: "stub-share" }));
        Assert.Equal(3, Row("stub-linear").Trials.Count);
        Assert.Equal(3, Row("stub-linear").Trials.Select(t => t.BitHash).Distinct().Count());
    }

    [Fact]
    public void A_method_that_throws_is_a_row_with_its_error_and_a_command()
    {
        var row = Row("stub-broken");
        Assert.Null(row.Rank);
        Assert.Contains("The loss became NaN at step 3.", row.Error, StringComparison.Ordinal);
        Assert.Equal("ganglion fit stub --recipe stub-broken --seed 0 --seeds 1", row.Reproduce);
        Assert.Single(fit.Seen.Events, e => e is TrialFinished { Name: "stub-broken" });
        Assert.Equal(Result.Rows.Count - 1, Result.Rows.ToList().IndexOf(row));
    }

    [Fact]
    public void The_search_halves_its_candidates_and_its_winner_is_a_row()
    {
        Assert.Equal([7, 3, 1], Result.Search.GroupBy(s => s.Fidelity).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal([3, 1, 1], Result.Search.GroupBy(s => s.Fidelity).OrderBy(g => g.Key).Select(g => g.Count(s => s.Kept)));
        var tuned = Row("stub-linear (tuned)");
        Assert.Equal(3, tuned.Trials.Count);
        Assert.NotEqual(Row("stub-linear").Options["learning-rate"], tuned.Options["learning-rate"]);
        Assert.Contains($"--set learning-rate={tuned.Options["learning-rate"]}", tuned.Reproduce, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kept_network_loads_with_the_same_bits_and_scores_on_its_card()
    {
        foreach (var row in Result.Rows.Where(r => r.Rank is not null))
            foreach (var (path, trial) in row.Networks.Zip(row.Trials))
            {
                var kept = KeptNetwork.Load(path, Stub.Recipes);
                Assert.Equal(trial.BitHash, kept.Card.BitHash);
                if (row.Recipe != "ensemble") Assert.Equal(trial.BitHash, kept.Members[0].Network.BitHash);
                Assert.Equal(trial.Test["accuracy"], kept.Card.Test["accuracy"]);
            }
    }

    [Fact]
    public void The_run_leaves_a_report_and_a_leaderboard()
    {
        string html = File.ReadAllText(Result.Report);
        Assert.Contains("stub-linear (tuned)", html, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(fit.Folder, "leaderboard.json")));
        var first = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(Result.Rows[0].Name, first.GetProperty("name").GetString());
        Assert.StartsWith("networks/", first.GetProperty("best").GetString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(fit.Folder, first.GetProperty("best").GetString()!)));
        Assert.False(Directory.Exists(Path.Combine(fit.Folder, "checkpoints")));
    }

    [Fact]
    public void The_leaderboard_as_text_names_every_row()
    {
        string text = Result.ToString();
        Assert.All(Result.Rows, r => Assert.Contains(r.Name, text, StringComparison.Ordinal));
        Assert.Contains("accuracy validation", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_is_replaced_by_the_next_and_resuming_it_repeats_nothing()
    {
        string folder = Path.Combine(Stub.Folder(), "run");
        var options = new FitOptions { Folder = folder, Seeds = 1, Recipes = ["stub-linear"], Search = false };
        var first = new Fitter(Stub.Recipes).Fit(Stub.Task(), options);
        var resumed = new Recording();
        Assert.Equal(first.Best.Card.BitHash, new Fitter(Stub.Recipes).Fit(Stub.Task(), options with { Resume = true }, resumed).Best.Card.BitHash);
        Assert.All(resumed.Events.OfType<TrialFinished>(), e => Assert.True(e.Resumed));
        var second = new Fitter(Stub.Recipes).Fit(Stub.Task(), options with { Seed = 5 });
        Assert.NotEqual(first.Best.Card.BitHash, second.Best.Card.BitHash);
        Assert.Equal(second.Best.Card.BitHash, KeptNetwork.Load(second.Rows[0].Best!, Stub.Recipes).Card.BitHash);
        Assert.Equal(["run"], Directory.EnumerateDirectories(Path.GetDirectoryName(folder)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_recipe_or_setting_that_does_not_exist_is_named_with_its_nearest()
    {
        var fitter = new Fitter(Stub.Recipes);
        Assert.Contains("Did you mean 'stub-linear'?",
            Assert.Throws<KeyNotFoundException>(() => fitter.Fit(Stub.Task(), new() { Recipes = ["stub-liner"] })).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'epochs'?",
            Assert.Throws<FormatException>(() =>
            fitter.Fit(Stub.Task(), new() { Settings = new Dictionary<string, string> { ["epoch"] = "3" } })).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists("runs"));
    }

    [Fact]
    public void Another_metric_of_the_task_can_rank()
    {
        var task = Tasks.From(new("stub", Data.DataForm.Table, Stub.Rows()), new() { Metric = "log-loss" });
        var result = new Fitter(Stub.Recipes).Fit(task,
            new() { Folder = Path.Combine(Stub.Folder(), "run"), Seeds = 1, Search = false, Recipes = ["stub-linear", "stub-share"] });
        Assert.Equal(result.Rows.Select(r => r.Validation!.Mean).Order(), result.Rows.Select(r => r.Validation!.Mean));
        Assert.Equal(result.Rows[0].Trials[0].Test["log-loss"], result.Rows[0].Test!.Mean);
        Assert.Contains("does not belong to table classification",
            Assert.Throws<ArgumentException>(() => Tasks.From(new("stub", Data.DataForm.Table, Stub.Rows()), new() { Metric = "rmse" })).Message,
            StringComparison.Ordinal);
    }
}
