namespace Ganglion.Nets;

/// <summary>
/// How a step finds the direction that the optimiser then follows. Backpropagation is only the first way: feedback alignment,
/// forward-forward, local losses, evolution strategies, zeroth-order estimates, delayed or compressed gradients each put another
/// vector in the gradient's place, from the same two things, a model and an objective. Whatever trains takes a <see cref="Learner"/>
/// and so can be run with all of them. Options only: what is remembered between steps is an explicit <see cref="LearnerState"/>.
/// </summary>
public abstract record Learner
{
    /// <summary>The state before the first step, for models of this structure.</summary>
    public virtual LearnerState Init(IModel model) => LearnerState.Empty;

    /// <summary>The loss, the direction against which to step, shaped as the model, and the next state.</summary>
    /// <param name="model">The point.</param>
    /// <param name="objective">The loss, a tensor of one element, and whatever else the caller needs: predictions, running statistics.</param>
    /// <param name="state">From <see cref="Init"/> or from the step before.</param>
    public abstract (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model, Func<T, (Tensor Loss, TAux Aux)> objective,
        LearnerState state) where T : IModel<T>;

    /// <summary>The same for the first step, its next state dropped.</summary>
    public (Tensor Loss, T Gradient, TAux Aux) Learn<T, TAux>(T model, Func<T, (Tensor Loss, TAux Aux)> objective) where T : IModel<T>
    {
        var (loss, gradient, aux, _) = Learn(model, objective, Init(model));
        return (loss, gradient, aux);
    }

    /// <summary>The same for an objective that returns its loss only.</summary>
    public (Tensor Loss, T Gradient, LearnerState State) Learn<T>(T model, Func<T, Tensor> objective, LearnerState state) where T : IModel<T>
    {
        var (loss, gradient, _, next) = Learn(model, m => (objective(m), 0), state);
        return (loss, gradient, next);
    }

    /// <summary>The same for the first step of an objective that returns its loss only.</summary>
    public (Tensor Loss, T Gradient) Learn<T>(T model, Func<T, Tensor> objective) where T : IModel<T>
    {
        var (loss, gradient, _) = Learn(model, m => (objective(m), 0));
        return (loss, gradient);
    }
}
