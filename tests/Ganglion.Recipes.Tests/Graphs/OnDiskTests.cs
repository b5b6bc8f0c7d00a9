using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

public sealed class OnDiskTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ganglion-on-disk").FullName;
    private readonly GraphStore _store;

    public OnDiskTests()
    {
        new PowerLawStore { Nodes = 3000, Degree = 8, Features = 16, Classes = 4, Train = 0.2, Validation = 0.1, Test = 0.2 }.Write(Path.Combine(_root, "store"));
        _store = GraphStore.Open(Path.Combine(_root, "store"));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_root, true);
    }

    private FitOptions Options(string folder) => new()
    {
        Recipes = ["graphsage-disk", "mlp-disk"],
        Seeds = 1,
        Search = false,
        Ensemble = false,
        CheckpointSeconds = 0,
        Folder = Path.Combine(_root, folder),
        Settings = new Dictionary<string, string> { ["epochs"] = "3", ["batch-size"] = "128", ["hidden"] = "16" },
    };

    private FitResult Fit(FitOptions options, IFitObserver? observer = null) =>
        new Fitter(Jobs.Book).Fit(StoredNodeClassification.From(_store, "store", new()), options, observer);

    private static string[] Hashes(FitResult result) => [.. result.Rows.Select(r => r.Name + r.Trials[0].BitHash)];

    [Fact]
    public void Neighbours_tell_what_features_alone_do_not_and_the_figures_are_told()
    {
        var result = Fit(Options("run"));
        var (sage, mlp) = (result.Rows.Single(r => r.Name == "graphsage-disk"), result.Rows.Single(r => r.Name == "mlp-disk"));
        Assert.True(sage.Test!.Mean > mlp.Test!.Mean + 0.15, $"{sage.Test.Mean} and {mlp.Test.Mean}");
        Assert.Contains("MB resident", sage.Remark, StringComparison.Ordinal);
        Assert.Contains("GB read", sage.Remark, StringComparison.Ordinal);
        var kept = KeptNetwork.Load(Options("run").Folder!, Jobs.Book);
        Assert.Equal(_store.Test.Length, kept.Predict(_store, _store.Test).Names.Count);
    }

    [Fact]
    public void Reading_ahead_and_threads_change_no_bit()
    {
        int before = Compute.Threads;
        var options = Options("a");
        try
        {
            var plain = Hashes(Fit(options with { Settings = new Dictionary<string, string>(options.Settings) { ["ahead"] = "0" } }));
            Compute.Threads = 1;
            Assert.Equal(plain, Hashes(Fit(options with { Folder = Path.Combine(_root, "b") })));
            Compute.Threads = 2;
            Assert.Equal(plain, Hashes(Fit(options with { Folder = Path.Combine(_root, "c") })));
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    [Fact]
    public void A_run_killed_in_the_middle_of_an_epoch_resumes_to_the_same_bits()
    {
        // What a kill leaves is what is on disk at that moment.
        string left = Path.Combine(_root, "left");
        var steps = 0;
        var copy = new Watcher(e =>
        {
            if (e is not TrialProgressed { Name: "graphsage-disk" } p || !p.What.StartsWith("epoch 2/3", StringComparison.Ordinal) || ++steps != 3) return;
            foreach (string file in Directory.EnumerateFiles(Options("whole").Folder!, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != ".lock"))
            {
                string to = Path.Combine(left, Path.GetRelativePath(Options("whole").Folder!, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        });
        var whole = Fit(Options("whole"), copy);
        bool resumed = false;
        var rest = new Watcher(e => resumed |= e is TrialProgressed p && p.What.StartsWith("resumed after epoch 1, step ", StringComparison.Ordinal));
        Assert.Equal(Hashes(whole), Hashes(Fit(Options("left") with { Resume = true }, rest)));
        Assert.True(resumed);
    }

    [Fact]
    public void A_store_is_opened_and_fitted_by_its_folder()
    {
        var task = Tasks.From(DataSource.Open(Path.Combine(_root, "store")));
        Assert.Equal("node classification on disk", task.Kind);
        Assert.Contains("3000 nodes", task.Describe(), StringComparison.Ordinal);
        Assert.Throws<DataException>(() => Tasks.From(DataSource.Open(Path.Combine(_root, "store")), new() { Split = 1 }));
    }

    private sealed class Watcher(Action<FitEvent> on) : IFitObserver
    {
        public void On(FitEvent what) => on(what);
    }
}
