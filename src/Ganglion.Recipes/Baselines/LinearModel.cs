using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Logistic or ridge regression: what every network on a table must beat.</summary>
[Recipe("linear")]
public sealed partial class LinearModel : TableMethod<Linear, LinearModel.Options>
{
    public override Paper Paper =>
        new("The Regression Analysis of Binary Sequences", "Cox", 1958, "doi:10.1111/j.2517-6161.1958.tb00292.x");

    public override string Summary =>
        "softmax(Wx + b), or Wx + b, on standardised numbers and one-hot categories, fitted to convergence with a ridge penalty.";

    public sealed record Options
    {
        /// <summary>Ridge penalty on the weights: half of it times their squares, against the losses summed over rows.</summary>
        [Search(0.01, 1000, Log = true)] public double L2 { get; init; } = 1;

        /// <summary>Steps at most; the fit ends earlier when it has converged.</summary>
        public int Steps { get; init; } = 300;
    }

    public override Options Smoke => new() { Steps = 15 };

    // The loss is convex: one start is as good as another.
    public override Linear Create(TableInfo info, Options o, Rng rng) =>
        new(Tensor.Zeros([info.Outputs, info.DenseWidth]), Tensor.Zeros([info.Outputs]));

    public override Linear Fit(TableTask task, Options o, Run run)
    {
        var x = task.Train.Dense;
        int[] all = [.. Enumerable.Range(0, task.Train.Rows)];
        var fitted = new Lbfgs { Iterations = o.Steps }.Minimize(Create(task.Info, o, run.Rng),
            net => task.Loss(net.Forward(x), all) + net.Weight.Square().Sum() * (o.L2 / (2 * all.Length)),
            (step, loss) =>
            {
                run.Cancel.ThrowIfCancellationRequested();
                run.Log("loss", step, loss);
            });
        run.Log("validation", 1, task.Validate(fitted.Forward(task.Validation.Dense)).Value);
        return fitted;
    }

    public override Tensor Predict(Linear net, TableInput rows, Options o) => net.Forward(rows.Dense);
}
