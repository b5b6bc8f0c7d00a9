namespace Ganglion.Lab.Tests;

public sealed class ResumeTests
{
    private static readonly FitOptions s_options = new() { Recipes = ["stub-linear", "stub-share"], Seeds = 2, CheckpointSeconds = 0 };

    private static string[] Hashes(FitResult result) => [.. result.Rows.SelectMany(r => r.Trials.Select(t => $"{r.Name} {t.Seed} {t.BitHash}"))];

    private static FitResult Fit(FitOptions options, IFitObserver? observer = null, CancellationToken cancel = default) =>
        new Fitter(Stub.Recipes).Fit(Stub.Task(), options, observer, cancel);

    [Fact]
    public void An_interrupted_run_resumes_to_the_same_bits()
    {
        var whole = Fit(s_options with { Folder = Path.Combine(Stub.Folder(), "whole") });

        string folder = Path.Combine(Stub.Folder(), "cut");
        using var stop = new CancellationTokenSource();
        var until = new Recording(e => { if (e is TrialProgressed { Seed: 1, What: "epoch 7/12" }) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => Fit(s_options with { Folder = folder }, until, stop.Token));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(folder, "checkpoints")));

        Assert.Contains("--resume", Assert.Throws<InvalidOperationException>(() => Fit(s_options with { Folder = folder })).Message,
            StringComparison.Ordinal);
        Assert.Contains("other settings",
            Assert.Throws<InvalidOperationException>(() => Fit(s_options with { Folder = folder, Resume = true, Seeds = 3 })).Message,
            StringComparison.Ordinal);

        var rest = new Recording();
        var resumed = Fit(s_options with { Folder = folder, Resume = true }, rest);
        Assert.Equal(Hashes(whole), Hashes(resumed));
        Assert.Contains(rest.Events, e => e is TrialProgressed p && p.What.StartsWith("resumed after epoch 6, step ", StringComparison.Ordinal));
        Assert.Contains(rest.Events, e => e is TrialFinished { Seed: 0, Name: "stub-linear", Resumed: true });
    }

    /// <summary>What a kill leaves is what is on disk at that moment: it is copied away in the middle of a trial and of the search.</summary>
    [Theory]
    [InlineData("stub-linear", 0, "epoch 5/12")]
    [InlineData("stub-linear search", 0, "epoch 3/4")]
    public void A_killed_run_resumes_to_the_same_bits(string name, int seed, string moment)
    {
        string folder = Path.Combine(Stub.Folder(), "run"), left = Path.Combine(Stub.Folder(), "left");
        var copy = new Recording(e =>
        {
            if (e is TrialProgressed p && p.Name == name && p.Seed == seed && p.What == moment && !Directory.Exists(left)) Copy(folder, left);
        });
        var whole = Fit(s_options with { Folder = folder }, copy);
        Assert.True(Directory.Exists(left));
        Assert.Equal(Hashes(whole), Hashes(Fit(s_options with { Folder = left, Resume = true })));
    }

    [Fact]
    public void A_damaged_network_is_fitted_again()
    {
        string folder = Path.Combine(Stub.Folder(), "run");
        var options = s_options with { Folder = folder, Search = false };
        var whole = Fit(options);
        string file = Path.Combine(whole.Rows[0].Networks[0], "network.safetensors");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^5]);
        Assert.Equal(Hashes(whole), Hashes(Fit(options with { Resume = true })));
        Assert.Equal(whole.Best.Card.BitHash, KeptNetwork.Load(whole.Best.Path!, Stub.Recipes).Card.BitHash);
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        string folder = Stub.Folder();
        File.WriteAllText(Path.Combine(folder, "letters.txt"), "dear");
        Assert.Contains("no run wrote", Assert.Throws<InvalidOperationException>(() => Fit(s_options with { Folder = folder })).Message,
            StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Networks_have_the_same_bits_on_one_and_on_two_threads()
    {
        int before = Compute.Threads;
        try
        {
            Compute.Threads = 1;
            var one = Fit(s_options with { Folder = Path.Combine(Stub.Folder(), "one") });
            Compute.Threads = 2;
            Assert.Equal(Hashes(one), Hashes(Fit(s_options with { Folder = Path.Combine(Stub.Folder(), "two") })));
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    [Fact]
    public void A_schedule_ends_with_the_time_and_is_left_alone_where_the_steps_fit()
    {
        var brief = new Pace(TimeSpan.FromSeconds(1), 10_000);
        int made = 0;
        for (; !brief.IsUp; made++) { Thread.Sleep(2); brief.Step(); }
        Assert.InRange(made, 5, 600);                           // 2 ms a step, or more: 10 000 steps would take 20 s
        Assert.True(made + brief.Ahead > 8000, $"after {made} steps the schedule stands at {made + brief.Ahead} of 10000");

        var ample = new Pace(TimeSpan.FromHours(1), 50);
        for (int i = 0; i < 50; i++) { Assert.False(ample.IsUp); ample.Step(); }
        Assert.Equal(0, ample.Ahead);
        Assert.True(ample.IsUp);
    }

    [Fact]
    public void A_budget_ends_a_slow_method_with_what_it_has()
    {
        var options = s_options with
        {
            Folder = Path.Combine(Stub.Folder(), "run"),
            Budget = TimeSpan.FromSeconds(1.5),
            Settings = new Dictionary<string,
                string>
            { ["idle"] = "20", ["epochs"] = "5000" },
        };
        var result = Fit(options);               // without a budget this would take a quarter of an hour a seed
        var slow = result.Rows.Single(r => r.Name == "stub-linear");
        Assert.Contains("stopped by the budget", slow.Remark, StringComparison.Ordinal);
        Assert.NotNull(slow.Test);
        Assert.NotNull(result.Rows.Single(r => r.Name == "stub-share").Test);
        Assert.InRange(result.Seconds, 0.3, 30);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != ".lock"))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
