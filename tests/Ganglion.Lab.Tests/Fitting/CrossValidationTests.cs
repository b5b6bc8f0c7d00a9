using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab.Tests;

/// <summary>A linear classifier of the mean of the nodes' features.</summary>
[Recipe("stub-graphs")]
public sealed partial class StubGraphs : GraphClassifier<StubGraphs.Net, StubGraphs.Options>
{
    public override Paper Paper => new("A line through graphs", "Nobody", 2026, "none", "P000");

    public override string Summary => "logits = W mean(x) + b.";

    public sealed record Options
    {
        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.5, Log = true)] public double LearningRate { get; init; } = 0.001;

        /// <summary>Passes over the graphs.</summary>
        public int Epochs { get; init; } = 9;
    }

    public override Net Create(GraphInfo info, Options o, Rng rng) => new(Linear.Create(info.Features, info.Classes.Count, rng));

    public override Net Fit(GraphClassification task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, Items = task.TrainCount, BatchSize = 16 },
            loss: (net, step) =>
            {
                var (graphs, labels) = task.Batch(step.Items);
                return Predict(net, graphs, o).SoftmaxCrossEntropy(labels).Mean();
            },
            validate: net => task.Validate(Predict(net, task.Validation, o)));

    public override Tensor Predict(Net net, GraphBatch graphs, Options o) => net.Layer.Forward(graphs.Features.SegmentMean(graphs.Pointers));

    [Model]
    public sealed partial record Net(Linear Layer);
}

public sealed class CrossValidationTests
{
    private const int Folds = 4, Graphs = 48;

    private static readonly FitOptions s_options = new() { Recipes = ["stub-graphs"], CheckpointSeconds = 0 };

    /// <summary>Graphs of single nodes whose tags tell the class most of the time; graph g is tested in fold g mod 4.</summary>
    private static GraphCollection Data(int? flipped = null)
    {
        var (offsets, pointers, tags, labels) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), new int[Graphs]);
        var draws = new Rng(3).Integers(Graphs * 5, 10);
        for (int g = 0; g < Graphs; g++)
        {
            labels[g] = g / Folds % 2;
            for (int node = 0; node < 5; node++)
            {
                tags.Add(draws[g * 5 + node] switch { < 4 => labels[g], < 7 => 1 - labels[g], _ => 2 });
                pointers.Add(0);
            }
            offsets.Add(tags.Count);
            if (g % Folds == flipped && g < 16) labels[g] = 1 - labels[g];
        }
        return new([.. offsets], [.. pointers], [], [.. tags], labels, 3, ["a", "b"])
        {
            TestFolds = [.. Enumerable.Range(0, Folds).Select(f => (int[])[.. Enumerable.Range(0, Graphs).Where(g => g % Folds == f)])],
        };
    }

    private static GraphClassification Task(TaskOptions? options = null, int? flipped = null) =>
        GraphClassification.From(Data(flipped), "crossed", options ?? new() { ValidationShare = 0.25 });

    private static FitResult Fit(FitOptions options, LearningTask? task = null, IFitObserver? observer = null, CancellationToken cancel = default) =>
        new Fitter(Stub.Recipes).Fit(task ?? Task(), options, observer, cancel);

    private static string[] Hashes(FitResult result) => [.. result.Rows.SelectMany(r => r.Trials.Select(t => $"{r.Name} {t.Fold} {t.Seed} {t.BitHash}"))];

    [Fact]
    public void Every_fold_is_tested_once_and_the_figure_is_their_mean()
    {
        var task = Task();
        var result = Fit(s_options with { Folder = Stub.Folder(), Search = false, Ensemble = false }, task);
        var row = Assert.Single(result.Rows);
        Assert.Equal(new int?[] { 0, 1, 2, 3 }, row.Trials.Select(t => t.Fold));
        Assert.Equal(Folds, result.Folds);
        Assert.Contains("all of which are run", result.Description, StringComparison.Ordinal);
        foreach (var trial in row.Trials)
        {
            var alone = Task(new() { Split = trial.Fold, ValidationShare = 0.25 });
            Assert.Equal(1, alone.Folds);
            var network = Stub.Recipes.Method("stub-graphs").Fit(alone, new StubGraphs.Options(), new Run(trial.Seed));
            Assert.Equal(trial.BitHash, network.BitHash);
            Assert.Equal(trial.Test["accuracy"], alone.Score(network, Part.Test)["accuracy"]);
        }
        Assert.Equal(row.Trials.Average(t => t.Test["accuracy"]), row.Test!.Mean, 12);
        Assert.Equal(Folds, row.Test.Count);
    }

    /// <summary>The labels that a fold tests on are training and validation labels of the others; on its own networks and options they have no say.</summary>
    [Fact]
    public void What_a_fold_tests_on_changes_nothing_that_it_chooses()
    {
        const int fold = 2;
        string[] Of(FitResult result, string name) => [.. result.Rows.Single(r => r.Name == name).Trials.OrderBy(t => t.Fold).Select(t => $"{t.BitHash} {string.Join(' ', t.Options.Values)}")];
        FitResult ByLoss(int? flipped) => Fit(s_options with { Folder = Stub.Folder() }, Task(flipped: flipped).RankBy("log-loss"));
        var (honest, flipped) = (ByLoss(null), ByLoss(fold));
        Assert.Equal(["ensemble", "stub-graphs", "stub-graphs (tuned)"], honest.Rows.Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Equal(new int?[] { 0, 1, 2, 3 }, honest.Rows.Single(r => r.Name == "ensemble").Trials.Select(t => t.Fold));
        foreach (string name in (string[])["stub-graphs", "stub-graphs (tuned)"])
        {
            var (a, b) = (Of(honest, name), Of(flipped, name));
            Assert.Equal(Folds, a.Length);
            Assert.Equal(a[fold], b[fold]);
            Assert.NotEqual(a[0], b[0]);
        }
    }

    [Fact]
    public void An_interrupted_cross_validation_resumes_to_the_same_bits()
    {
        var whole = Fit(s_options with { Folder = Path.Combine(Stub.Folder(), "whole") });
        string folder = Path.Combine(Stub.Folder(), "cut");
        using var stop = new CancellationTokenSource();
        var until = new Recording(e => { if (e is TrialProgressed { Seed: 2, What: "epoch 4/9" }) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => Fit(s_options with { Folder = folder }, null, until, stop.Token));
        var rest = new Recording();
        Assert.Equal(Hashes(whole), Hashes(Fit(s_options with { Folder = folder, Resume = true }, null, rest)));
        Assert.Equal(2, rest.Events.OfType<TrialFinished>().Count(e => e is { Name: "stub-graphs", Resumed: true }));
    }

    [Fact]
    public void Fewer_runs_than_folds_are_noted_and_more_go_round_again()
    {
        var options = s_options with { Folder = Stub.Folder(), Search = false, Ensemble = false };
        Assert.Contains("3 of 4 folds", Fit(options with { Seeds = 3 }).Rows[0].Remark, StringComparison.Ordinal);
        var more = Fit(options with { Seeds = 6, Folder = Stub.Folder() }).Rows[0];
        Assert.Equal(new int?[] { 0, 1, 2, 3, 0, 1 }, more.Trials.Select(t => t.Fold));
        Assert.NotEqual(more.Trials[0].BitHash, more.Trials[4].BitHash);
    }

    [Fact]
    public void A_fold_that_does_not_exist_is_refused_by_its_number()
    {
        Assert.Contains("4 folds", Assert.Throws<ArgumentOutOfRangeException>(() => Task().WithFold(4)).Message, StringComparison.Ordinal);
        Assert.Contains("fold 9", Assert.Throws<ArgumentException>(() => Task(new() { Split = 9 })).Message, StringComparison.Ordinal);
    }
}
