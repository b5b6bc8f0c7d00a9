namespace Ganglion.Lab.Tests;

public sealed class ReproducerTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ganglion-claims-{Environment.ProcessId}-{Environment.TickCount64}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0.5, 0.5, Verdict.Reproduced)]
    [InlineData(0.5, 0.7, Verdict.Partly)]
    [InlineData(0.7, 0.9, Verdict.NotReproduced)]
    public void The_verdict_follows_from_the_findings_alone(double first, double second, Verdict expected)
    {
        var record = Run(e =>
        {
            e.AtLeast("one", 0.6, first);
            e.AtLeast("two", [0.5, 0.7], second, paper: 0.65);
            e.Note("by hand");
        });
        Assert.Equal(expected, record.Verdict);
        Assert.Null(record.Error);
        Assert.Equal(["by hand"], record.Notes);
        Assert.Equal(0.65, record.Findings[1].Paper);
        Assert.Equal(0.6, record.Findings[1].Ours, 12);
        Assert.Equal(0.141421, record.Findings[1].Deviation);                           // √0.02, to six digits
        Assert.Equal(0.6 - 12.7062 * Math.Sqrt(0.01), record.Findings[1].Low!.Value, 4);    // Student's t, one degree of freedom
    }

    [Fact]
    public void A_claim_that_throws_is_not_run_and_says_why()
    {
        var record = Run(e =>
        {
            e.True("before", true);
            throw new InvalidOperationException("the data are gone");
        });
        Assert.Equal(Verdict.NotRun, record.Verdict);
        Assert.Equal("InvalidOperationException: the data are gone", record.Error);
        Assert.Single(record.Findings);
    }

    [Fact]
    public void A_claim_without_findings_is_not_run() => Assert.Equal(Verdict.NotRun, Run(_ => { }).Verdict);

    [Fact]
    public void Runs_are_made_once_and_shared_by_claims()
    {
        var toy = new Toy
        {
            Experiments =
            [
                Claim("first", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 3).Test, 0.5)),
                Claim("second", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 4).Test, 0.5)),
                Claim("third", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 1, "epochs=41").Test, 0.5)),
            ],
        };
        var records = new Reproducer(Book(toy)).Run(toy);
        Assert.All(records, r => Assert.Equal(Verdict.Reproduced, r.Verdict));
        Assert.Equal(3 + 1 + 1, toy.Fits);
        Assert.Equal(records[0].Fits[0].Runs.Select(r => r.BitHash), records[1].Fits[0].Runs.Take(3).Select(r => r.BitHash));
        Assert.Equal("41", records[2].Fits[0].Options["epochs"]);
        Assert.Equal(64, records[0].Fits[0].DataHash.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_records_and_another_seed_other_runs()
    {
        Toy toy = new() { Experiments = [Claim("accuracy", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 2).Test, 0.5))] };
        string[] Hashes(int seed) => [.. new Reproducer(Book(toy)).Run(toy, seed: seed)[0].Fits[0].Runs.Select(r => r.BitHash)];
        Assert.Equal(Hashes(0), Hashes(0));
        Assert.Equal(Hashes(0)[1], Hashes(1)[0]);
    }

    [Fact]
    public void Smoke_runs_read_no_file_use_one_seed_and_leave_no_record()
    {
        var toy = new Toy { Experiments = [Claim("accuracy", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 10, "epochs=100000 rate=0.2").Test, 0))] };
        var record = Assert.Single(new Reproducer(Book(toy), new(_folder)).Run(toy, Budget.Smoke));
        Assert.Equal("smoke-table", record.Fits[0].Data);
        Assert.Single(record.Fits[0].Runs);
        Assert.Equal("6", record.Fits[0].Options["epochs"]);        // Smoke's own
        Assert.Equal("0.2", record.Fits[0].Options["rate"]);        // the claim's
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void Records_are_stored_as_claims_end_and_a_stop_keeps_them()
    {
        using var stop = new CancellationTokenSource();
        var toy = new Toy
        {
            Experiments =
            [
                Claim("first", e => e.True("so", true)),
                Claim("second", e =>
                {
                    stop.Cancel();
                    e.Fit("toy", "wine", seeds: 1);
                }),
            ],
        };
        var store = new RecordStore(_folder);
        Assert.Throws<OperationCanceledException>(() => new Reproducer(Book(toy), store).Run(toy, cancel: stop.Token));
        Assert.Equal(["first"], store.All().Select(r => r.Claim));
    }

    [Fact]
    public void A_claim_that_could_not_run_never_replaces_one_that_was()
    {
        bool fails = false;
        var toy = new Toy { Experiments = [Claim("sometimes", e => e.True("so", fails ? throw new IOException("no data") : true))] };
        var store = new RecordStore(_folder);
        new Reproducer(Book(toy), store).Run(toy);
        fails = true;
        Assert.Equal(Verdict.NotRun, new Reproducer(Book(toy), store).Run(toy)[0].Verdict);
        Assert.Equal(Verdict.Reproduced, store.Read("toy", "sometimes")!.Verdict);
    }

    [Fact]
    public void Resuming_takes_what_the_same_clean_commit_recorded()
    {
        int runs = 0;
        var toy = new Toy { Experiments = [Claim("counted", e => e.True("so", ++runs > 0))] };
        var store = new RecordStore(_folder);
        var record = new Reproducer(Book(toy), store).Run(toy)[0];
        new Reproducer(Book(toy), store) { Resume = true }.Run(toy);
        Assert.Equal(record.Engine.Dirty == false ? 1 : 2, runs);
        store.Write(record with { Engine = record.Engine with { Commit = "another" } });
        new Reproducer(Book(toy), store) { Resume = true }.Run(toy);
        Assert.Equal(record.Engine.Dirty == false ? 2 : 3, runs);
    }

    [Fact]
    public void An_observer_is_told_of_every_claim_and_run()
    {
        var toy = new Toy { Experiments = [Claim("accuracy", e => e.AtLeast("accuracy", e.Fit("toy", "wine", seeds: 2).Test, 0.5))] };
        var events = new List<ReproduceEvent>();
        new Reproducer(Book(toy)).Run(toy, observer: events.Add);
        Assert.IsType<ClaimStarted>(events[0]);
        Assert.False(Assert.IsType<ClaimFinished>(events[^1]).Kept);
        var progress = events.OfType<ClaimProgressed>().ToList();
        Assert.Contains(progress, p => p.What == "toy on wine, seed 2 of 2");
        Assert.Equal(progress.Select(p => p.Share).Order(), progress.Select(p => p.Share));
    }

    [Fact]
    public void One_claim_can_be_run_alone_and_a_wrong_name_is_an_error()
    {
        var toy = new Toy { Experiments = [Claim("first", e => e.True("so", true)), Claim("second", e => e.True("so", true))] };
        Assert.Equal("second", Assert.Single(new Reproducer(Book(toy)).Run(toy, only: "second")).Claim);
        Assert.Contains("It has: first, second", Assert.Throws<ArgumentException>(() => new Reproducer(Book(toy)).Run(toy, only: "third")).Message);
    }

    private static ClaimRecord Run(Action<Experiment> check)
    {
        var toy = new Toy { Experiments = [Claim("claim", check)] };
        return Assert.Single(new Reproducer(Book(toy)).Run(toy));
    }

    private static Claim Claim(string name, Action<Experiment> check) => new(name, "Something that must be seen.", check);

    private static RecipeBook Book(Recipe recipe) => new(new RecipeEntry(recipe.Id, () => recipe, "", 1));
}
