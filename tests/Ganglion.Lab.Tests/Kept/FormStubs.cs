using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab.Tests;

/// <summary>Scores of a table of users and items, with random entries: different for every user.</summary>
[Recipe("stub-taste")]
public sealed partial class StubTaste : Recommender<StubTaste.Net, StubTaste.Options>
{
    public override Paper Paper => new("De gustibus", "Nobody", 2026, "none");

    public override string Summary => "Random scores.";

    public sealed record Options;

    public override Net Create(TopNInfo info, Options o, Rng rng) => new(rng.Normal([info.Users, info.Items]));

    public override Net Fit(TopNRecommendation task, Options o, Run run) => Create(task.Info, o, run.Rng);

    public override Tensor Predict(Net net, IntTensor users, Options o) => net.Scores.GatherRows(users);

    [Model]
    public sealed partial record Net(Tensor Scores);
}

/// <summary>The last season again, scaled.</summary>
[Recipe("stub-echo")]
public sealed partial class StubEcho : Forecaster<StubEcho.Net, StubEcho.Options>
{
    public override Paper Paper => new("Again", "Nobody", 2026, "none");

    public override string Summary => "The last value times a factor.";

    public sealed record Options;

    public override Net Create(ForecastInfo info, Options o, Rng rng) => new(Tensor.Full([1], 2));

    public override Net Fit(Forecasting task, Options o, Run run) => Create(task.Info, o, run.Rng);

    public override Tensor Predict(Net net, ForecastInput input, Options o) =>
        Tensor.From([.. input.Histories.SelectMany(h => Enumerable.Repeat((float)h.Span[^1], input.Horizon))], input.Histories.Count,
            input.Horizon) * net.Factor;

    [Model]
    public sealed partial record Net(Tensor Factor);
}

/// <summary>A random linear map of pixels.</summary>
[Recipe("stub-pixels")]
public sealed partial class StubPixels : ImageClassifier<StubPixels.Net, StubPixels.Options>
{
    public override Paper Paper => new("Pixels", "Nobody", 2026, "none");

    public override string Summary => "Random weights.";

    public sealed record Options;

    public override Net Create(ImageInfo info, Options o, Rng rng) =>
        new(Linear.Create(info.Channels * info.Height * info.Width, info.Classes.Count, rng));

    public override Net Fit(ImageClassification task, Options o, Run run) => Create(task.Info, o, run.Rng);

    public override Tensor Predict(Net net, Tensor images, Options o) =>
        net.Layer.Forward(images.Reshape(images.Size(0), images.Length / images.Size(0)));

    [Model]
    public sealed partial record Net(Linear Layer);
}

/// <summary>A random linear map of node features.</summary>
[Recipe("stub-nodes")]
public sealed partial class StubNodes : NodeClassifier<StubNodes.Net, StubNodes.Options>
{
    public override Paper Paper => new("Nodes", "Nobody", 2026, "none");

    public override string Summary => "Random weights.";

    public sealed record Options;

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(Linear.Create(info.Features, info.Classes.Count, rng));

    public override Net Fit(NodeClassification task, Options o, Run run) => Create(task.Info, o, run.Rng);

    public override Tensor Predict(Net net, GraphInput graph, Options o) => net.Layer.Forward(graph.Features.ToDense());

    [Model]
    public sealed partial record Net(Linear Layer);
}

internal static class Forms
{
    public static Interactions Log { get; } = new([0, 0, 0, 1, 1, 1, 1, 2, 2, 2], [0, 1, 2, 1, 2, 3, 4, 0, 4, 5], 3, 6)
    {
        UserNames = ["ann", "bob", "cyd"],
        ItemNames = ["apple", "bread", "cheese", "dates", "eggs", "flour"],
    };

    public static SeriesSet Series
    {
        get;
    } = new([new("a", [.. Enumerable.Range(0, 60).Select(i => 5 + i % 4 + i * 0.1)]),
        new("b", [.. Enumerable.Range(0, 50).Select(i => 9.0 - i % 3)])], 4, 3);

    public static ImageSet Images
    {
        get
        {
            var rng = new Rng(11);
            return new([.. rng.Integers(30 * 2 * 3, 256).Select(p => (byte)p)], 1, 2, 3, [.. Enumerable.Range(0, 30).Select(i => i % 2)],
                ["cat", "dog"]);
        }
    }

    public static Graph Graph { get; } = Graph.FromEdges(12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    public static NodeClassification Nodes =>
        new(NodeClassification.InputOf(Graph), [.. Enumerable.Range(0, 12).Select(i => i % 2)], ["even", "odd"], [0, 1, 2, 3], [4, 5, 6, 7],
            [8, 9, 10, 11])
        { Name = "chain" };

    /// <summary>A network fitted on a task, through the store and back.</summary>
    public static KeptNetwork Kept(LearningTask task, string recipe, int seed = 0)
    {
        var method = Stub.Recipes.Method(recipe);
        var network = method.Fit(task, method.DefaultOptions(Budget.Check, task), new Run(seed));
        var kept = new KeptNetwork(KeptNetwork.CardOf(network, new() { Recipe = recipe, Data = task.Name, Task = task.Kind }), [new(1, network)]);
        return KeptNetwork.Load(kept.Save(Stub.Folder()), Stub.Recipes);
    }
}
