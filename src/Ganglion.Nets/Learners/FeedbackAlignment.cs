namespace Ganglion.Nets;

/// <summary>
/// Feedback alignment (Lillicrap et al. 2016): errors go back through a fixed random matrix in place of each transposed weight. Works for any
/// model whose layers multiply by their weights as they are: dense, convolutional, graph convolutional, attention projections.
/// </summary>
/// <param name="Rng">The key of the matrices.</param>
public sealed record FeedbackAlignment(Rng Rng) : Learner
{
    /// <summary>The matrices' deviation relative to that of the weights they stand for.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Which leaves get a feedback matrix, by path; all of two axes or more if none is given.</summary>
    public Func<string, bool>? Where { get; init; }

    /// <inheritdoc/>
    public override LearnerState Init(IModel model) => Memory.Scope(() => FeedbackWeights.Random(model, Rng, Scale, Where));

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
    {
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, m => objective(FeedbackWeights.Attach(m, state)));
        return (loss, gradient, aux, state);
    }
}
