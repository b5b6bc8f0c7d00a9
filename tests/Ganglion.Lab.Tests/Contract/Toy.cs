using Ganglion.Nets;

namespace Ganglion.Lab.Tests;

/// <summary>The weights of a linear model, written by hand: this assembly runs no generator.</summary>
public sealed record Weights(Tensor W) : IModel<Weights>
{
    public void Visit(string prefix, Action<string, Tensor> visit) => visit(prefix + "W", W);

    public Weights Map(string prefix, Func<string, Tensor, Tensor> map) => new(map(prefix + "W", W));
}

public sealed record ToyOptions
{
    public int Epochs { get; init; } = 40;

    public double Rate { get; init; } = 0.1;
}

/// <summary>Linear regression or classification by gradient descent. It keeps the contract unless told which rule to break.</summary>
public sealed class Toy(string id = "toy", string breaks = "") : TableMethod<Weights, ToyOptions>
{
    private readonly List<Weights> _fitted = [];
    private int _fits;

    public override string Id => id;

    public int Fits => _fits;

    public override Paper Paper => new("On Toys", "Nobody", 2020, "none", breaks == "catalogue" ? "P001" : null);

    public override string Summary => "Answers are a linear function of the row: x W.";

    public override IReadOnlyList<Claim> Claims => Experiments.Count > 0 || breaks != "claims-run" ? Experiments
        : [new("throws", "A claim that asks for a method that is not there.", e => e.Fit("missing", "wine", 2))];

    public IReadOnlyList<Claim> Experiments { get; init; } = [];

    public override IReadOnlyList<OptionInfo> OptionTable { get; } =
    [
        new("epochs", "Steps of gradient descent.", "int", "40", null, [], o => $"{((ToyOptions)o).Epochs}", (o, t) => (ToyOptions)o with { Epochs = int.Parse(t) }),
        new("rate", breaks == "options-documented" ? "" : "The learning rate.", "number", "0.1", new(0.01, 1, true), [],
            o => $"{((ToyOptions)o).Rate}", (o, t) => (ToyOptions)o with { Rate = double.Parse(t) + (breaks == "options-round-trip" ? 1 : 0) }),
    ];

    public override ToyOptions Smoke => new() { Epochs = 6 };

    public override Weights Create(TableInfo info, ToyOptions o, Rng rng) => new(rng.Normal([info.DenseWidth, info.Outputs], deviation: 0.1));

    public override Weights Fit(TableTask task, ToyOptions o, Run run)
    {
        Interlocked.Increment(ref _fits);
        var rng = breaks == "same-bits" ? new Rng((ulong)_fits) : run.Rng;
        double growth = breaks == "loss-falls" ? 1 : 0;
        int[] all = [.. Enumerable.Range(0, task.Train.Rows)];
        var fitted = run.Train(Create(task.Info, o, rng), new() { Optimizer = new Sgd(o.Rate), Epochs = o.Epochs },
            (m, step) => task.Loss(task.Train.Dense.MatMul(m.W), all) + growth * step.Step, m => task.Validate(task.Validation.Dense.MatMul(m.W)));
        _fitted.Add(fitted);
        return fitted;
    }

    public override Tensor Predict(Weights model, TableInput input, ToyOptions o) => breaks switch
    {
        "answers" => input.Dense.MatMul(model.W) / 0,
        "gradients" => input.Dense.MatMul(model.W) + input.Dense.MatMul(model.W.Detach()),
        "save-load" when !_fitted.Exists(f => ReferenceEquals(f, model)) => input.Dense.MatMul(model.W) * 2,
        _ => input.Dense.MatMul(model.W),
    };
}
