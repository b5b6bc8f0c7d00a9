namespace Ganglion.Lab;

/// <summary>Holds the derivative of a network's answers in its leaves against central differences, in F64 and in a random direction.</summary>
internal static class GradientCheck
{
    private const double Tolerance = 1e-5;

    // The right step depends on curvature and on how near a kink is; a wrong derivative agrees with none of them.
    private static readonly double[] s_steps = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7];

    public static string Of(LearningTask task, FittedNetwork network)
    {
        var leaves = network.Model.Leaves();
        var rng = new Rng(11);
        Tensor[] at = [.. leaves.Select(l => l.Tensor.To(DType.F64).Contiguous().Keep())];
        Tensor[] direction = [.. at.Select((t, i) => rng.Split("direction").Split(i).Normal(t.Shape, dtype: DType.F64).Keep())];
        Tensor? weights = null;

        Tensor Value(Tensor[] point)
        {
            var place = leaves.Select((l, i) => (l.Path, i)).ToDictionary(p => p.Path, p => p.i);
            var answers = task.Probe(network, (path, _) => point[place[path]]);
            if (answers.DType != DType.F64) throw new BrokenRuleException($"On {task.Kind} Predict answers in F32 though all leaves are F64: somewhere a constant or a conversion fixes the element type.");
            weights ??= rng.Split("weights").Normal(answers.Shape, dtype: DType.F64).Keep();
            return (answers * weights).Sum();
        }

        double At(double step) => Memory.Scope(() => Value([.. at.Zip(direction, (x, d) => x + d * step)])).Item();

        double along = Memory.Scope(() => Diff.Grad(Value, at).Zip(direction, (g, d) => (g * d).Sum()).Aggregate((a, b) => a + b)).Item();
        double best = double.PositiveInfinity, difference = 0;
        foreach (double step in s_steps)
        {
            double slope = (At(step) - At(-step)) / (2 * step), error = Math.Abs(slope - along) / Math.Max(1e-8, Math.Max(Math.Abs(slope), Math.Abs(along)));
            if (error < best) (best, difference) = (error, slope);
        }
        if (along == 0 && difference == 0) throw new BrokenRuleException($"On {task.Kind} the answers do not change with any leaf of the model.");
        return best < Tolerance ? "finite differences agree"
            : throw new BrokenRuleException($"On {task.Kind} the derivative along a random direction is {along:G6}, central differences give {difference:G6} (relative error {best:G2}). "
                + "Look for a detached tensor, a wrong derivative of a custom operation, or set IsDifferentiable to false where a gradient means nothing.");
    }
}
