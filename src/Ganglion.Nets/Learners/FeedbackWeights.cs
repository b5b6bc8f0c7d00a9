namespace Ganglion.Nets;

/// <summary>Matrices of a learner's state that take the weights' place on the way back, as <c>feedback.First.Weight</c>, and their steps.</summary>
internal static class FeedbackWeights
{
    public const string Prefix = "feedback.";

    private const string Steps = "follow.";

    /// <summary>The leaves that layers multiply by.</summary>
    public static IEnumerable<(string Path, Tensor Tensor)> Of(IModel model, Func<string, bool>? where) =>
        model.Leaves().Where(l => l.Tensor.Rank >= 2 && where?.Invoke(l.Path) != false);

    /// <summary>Normal matrices of the shapes of the weights, and of their root mean square.</summary>
    public static LearnerState Random(IModel model, Rng rng, double scale, Func<string, bool>? where) =>
        new([.. Of(model, where).Select(l => (Prefix + l.Path, rng.Split(l.Path).Normal(l.Tensor.Shape, 0, scale * Deviation(l.Tensor),
            l.Tensor.DType)))]);

    /// <summary>The model with every weight that has a matrix in the state sending errors back through it.</summary>
    public static T Attach<T>(T model, LearnerState state) where T : IModel<T> =>
        model.Map("", (p, w) => state[Prefix + p] is { } feedback ? w.WithFeedback(feedback) : w);

    /// <summary>The matrices with the optimiser's state beside them.</summary>
    public static LearnerState Begin(LearnerState feedback, Optimizer follow) => new([.. feedback.Items, .. Beside(follow.Init(feedback))]);

    /// <summary>One step of the matrices, along what <paramref name="direction"/> makes of the path and gradient of their weights.</summary>
    public static LearnerState Step<T>(LearnerState state, T gradient, Optimizer follow, Func<string, Tensor, Tensor> direction) where T : IModel<T>
    {
        var feedback = new LearnerState([.. state.Items.Where(i => i.Path.StartsWith(Prefix, StringComparison.Ordinal))]);
        var gradients = gradient.Leaves().ToDictionary(l => l.Path, l => l.Tensor);
        var along = feedback.Map("", (p, _) => direction(p[Prefix.Length..], gradients[p[Prefix.Length..]]));
        var (next, steps) = follow.Step(feedback, along, follow.Init(feedback).Map(Steps, (p, t) => state[p] ?? t));
        return new([.. next.Items, .. Beside(steps)]);
    }

    /// <summary>The root mean square of a weight; 1/√fanIn for one that begins with zeros.</summary>
    public static double Deviation(Tensor weight)
    {
        double mean = weight.Length == 0 ? 0 : weight.Square().Mean().Item();
        return mean > 0 ? Math.Sqrt(mean) : Math.Sqrt((double)weight.Size(0) / Math.Max(weight.Length, 1));
    }

    private static IEnumerable<(string, Tensor)> Beside(OptimizerState steps) => steps.Leaves().Select(l => (Steps + l.Path, l.Tensor));
}
