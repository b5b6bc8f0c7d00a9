namespace Ganglion.Nets;

/// <summary>The exact gradient by reverse accumulation.</summary>
public sealed record Backprop : Learner
{
    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
    {
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, objective);
        return (loss, gradient, aux, state);
    }
}
