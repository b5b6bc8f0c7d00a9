namespace Ganglion.Nets;

/// <summary>
/// Kolen-Pollack learning (Kolen and Pollack 1994; Akrout et al. 2019, "Deep learning without weight transport", section 3.2): feedback alignment
/// whose matrices take the same steps as the weights. Both decay, so their first difference fades and errors come to flow as in
/// backpropagation, with no weight ever copied.
/// </summary>
/// <param name="Rng">The key of the first matrices.</param>
/// <param name="Follow">How the matrices step: the optimiser of the weights, with its decay.</param>
public sealed record KolenPollack(Rng Rng, Optimizer Follow) : Learner
{
    /// <summary>Which leaves get a feedback matrix, by path; all of two axes or more if none is given.</summary>
    public Func<string, bool>? Where { get; init; }

    /// <inheritdoc/>
    public override LearnerState Init(IModel model) =>
        Memory.Scope(() => FeedbackWeights.Begin(FeedbackWeights.Random(model, Rng, 1, Where), Follow));

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state) => Memory.Scope(() =>
    {
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, m => objective(FeedbackWeights.Attach(m, state)));
        return (loss, gradient, aux, FeedbackWeights.Step(state, gradient, Follow, static (_, g) => g));
    });
}
