using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Lab.Tests;

/// <summary>A linear classifier that trains, can be tuned and checkpoints.</summary>
[Recipe("stub-linear")]
public sealed partial class StubLinear : TableMethod<StubLinear.Net, StubLinear.Options>
{
    public override Paper Paper => new("A line", "Nobody", 2026, "none", "P000");

    public override string Summary => "logits = W x + b.";

    public sealed record Options
    {
        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.5, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the rows.</summary>
        public int Epochs { get; init; } = 12;

        /// <summary>Milliseconds to waste in every step.</summary>
        public int Idle { get; init; }
    }

    public override Net Create(TableInfo info, Options o, Rng rng) => new(Linear.Create(info.DenseWidth, info.Outputs, rng));

    public override Net Fit(TableTask task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, Items = task.Train.Rows, BatchSize = 32 },
            loss: (net, step) =>
            {
                if (o.Idle > 0) Thread.Sleep(o.Idle);
                return task.Loss(net.Layer.Forward(task.Train.Dense.GatherRows(step.Items)), step.Items);
            },
            validate: net => task.Validate(net.Layer.Forward(task.Validation.Dense)));

    public override Tensor Predict(Net net, TableInput rows, Options o) => net.Layer.Forward(rows.Dense);

    [Model]
    public sealed partial record Net(Linear Layer);
}

/// <summary>The shares of the classes, whatever the row: the same for every seed.</summary>
[Recipe("stub-share")]
public sealed partial class StubShare : TableMethod<StubShare.Net, StubShare.Options>
{
    public override Paper Paper => new("The usual", "Nobody", 2026, "none");

    public override string Summary => "The shares of the classes.";

    public sealed record Options;

    public override Net Create(TableInfo info, Options o, Rng rng) => new(Tensor.Zeros([1, info.Outputs]));

    public override Net Fit(TableTask task, Options o, Run run)
    {
        var shares = new float[task.Info.Outputs];
        if (task is TableClassification c) foreach (int label in c.TrainLabels.Span) shares[label] += 1f / task.Train.Rows;
        return new(Tensor.From(Array.ConvertAll(shares, s => MathF.Log(s + 0.01f)), 1, shares.Length));
    }

    public override Tensor Predict(Net net, TableInput rows, Options o) => net.Logits + Tensor.Zeros([rows.Rows, 1]);

    [Model]
    public sealed partial record Net(Tensor Logits);
}

/// <summary>Fails in the middle of its work.</summary>
[Recipe("stub-broken")]
public sealed partial class StubBroken : TableMethod<StubShare.Net, StubBroken.Options>
{
    public override Paper Paper => new("It cannot be", "Nobody", 2026, "none");

    public override string Summary => "Throws.";

    public sealed record Options;

    public override StubShare.Net Create(TableInfo info, Options o, Rng rng) => new(Tensor.Zeros([1, info.Outputs]));

    public override StubShare.Net Fit(TableTask task, Options o, Run run) => throw new ArithmeticException("The loss became NaN at step 3.");

    public override Tensor Predict(StubShare.Net net, TableInput rows, Options o) => net.Logits;
}

internal static class Stub
{
    public static RecipeBook Recipes { get; } = new(RecipeTable.All);

    /// <summary>Two classes that a line nearly divides; one column is missing here and there, one is categorical.</summary>
    public static Table Rows(int rows = 300)
    {
        var rng = new Rng(7);
        double[] x = rng.Split("x").Normal([rows]).ToDoubles(), y = rng.Split("y").Normal([rows]).ToDoubles(),
            noise = rng.Split("noise").Normal([rows]).ToDoubles();
        string[] colours = ["red", "green", "blue"];
        string[] colour = [.. rng.Split("colour").Integers(rows, 3).Select(c => colours[c])];
        string[] label = [.. Enumerable.Range(0, rows).Select(i => x[i] - y[i] + (colour[i] == "red" ? 1 : 0) + noise[i] / 2 > 0.3 ? "yes" : "no")];
        for (int i = 0; i < rows; i += 17) y[i] = double.NaN;
        return new([new NumericColumn("x", x), new NumericColumn("y", y), CategoricalColumn.From("colour", colour),
            CategoricalColumn.From("label", label)],
            [ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Target]);
    }

    public static TableTask Task(int rows = 300) => TableTask.From(Rows(rows), "stub", new());

    public static string Folder() => Directory.CreateTempSubdirectory("ganglion-").FullName;
}

/// <summary>A table task that counts looks at its test part, and remembers what had happened before the first.</summary>
internal sealed class WatchedTask(TableTask inner) : TableTask(inner.Info, inner.Train, inner.Validation, inner.Rows(Part.Test))
{
    public Action TestSeen { get; set; } = () => { };

    public int TestScores { get; private set; }

    public override string Kind => inner.Kind;

    public override IReadOnlyList<Metric> Metrics => inner.Metrics;

    public override int DefaultSeeds => 5;

    public override Tensor TrainTargets => inner.TrainTargets;

    public override Tensor Loss(Tensor answers, int[] rows) => inner.Loss(answers, rows);

    internal override Tensor Answers(FittedNetwork network, Part part)
    {
        if (part == Part.Test) TestSeen();
        return base.Answers(network, part);
    }

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        if (part == Part.Test) TestScores++;
        return inner.Score(answers, part);
    }
}

internal sealed class Recording(Action<FitEvent>? also = null) : IFitObserver
{
    public List<FitEvent> Events { get; } = [];

    public void On(FitEvent what)
    {
        Events.Add(what);
        also?.Invoke(what);
    }
}
