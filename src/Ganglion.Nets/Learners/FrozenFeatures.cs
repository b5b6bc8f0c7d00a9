namespace Ganglion.Nets;

/// <summary>
/// The control of every learning rule: what lies below the marks stays as it began, and only what lies between the last mark and the loss
/// learns. A rule that does no better has trained nothing but the output layer.
/// </summary>
public sealed record FrozenFeatures : Learner
{
    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
    {
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, objective, tape => tape.Gradient((i, g) => i == 0 ? g : null));
        return (loss, gradient, aux, state);
    }
}
