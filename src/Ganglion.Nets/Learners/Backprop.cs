namespace Ganglion.Nets;

/// <summary>The exact gradient by reverse accumulation.</summary>
public sealed record Backprop : Learner
{
    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux) Learn<T, TAux>(T model, Func<T, (Tensor Loss, TAux Aux)> objective) =>
        Diff.ValueAndGrad(model, objective);
}
