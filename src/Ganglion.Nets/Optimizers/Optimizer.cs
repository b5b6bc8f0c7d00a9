namespace Ganglion.Nets;

/// <summary>
/// How a model moves against its gradient. Options only: what is remembered between steps is an explicit <see cref="OptimizerState"/>.
/// <code>
/// var adam = new Adam(1e-3).ClipGradNorm(1);
/// var state = adam.Init(net);
/// (net, state) = adam.Step(net, Diff.Grad(net, Loss), state);
/// </code>
/// </summary>
public abstract record Optimizer
{
    /// <summary>The state before the first step, for models of this structure.</summary>
    public abstract OptimizerState Init(IModel model);

    /// <summary>
    /// One step. Pure: the old model and state stay as they are. Where the model, the gradient or the state has a history, inside
    /// <see cref="Diff"/>, the step is recorded as well, so that a loss after it can be differentiated through it (MAML, learned rates).
    /// </summary>
    /// <param name="model">The point.</param>
    /// <param name="gradient">The gradient there, or what a <see cref="Learner"/> puts in its place.</param>
    /// <param name="state">From <see cref="Init"/> or from the step before.</param>
    /// <exception cref="ArgumentException">Model, gradient and state are not of one structure.</exception>
    public abstract (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) where T : IModel<T>;

    /// <summary>
    /// The same step, with the same bits, in the memory of the model and the state, which must not be used afterwards: this is the
    /// trainer's form. Whoever still needs the model takes a <see cref="ModelCopying.Copy"/> before the first such step. Leaves that share
    /// memory with each other, or are part of a larger tensor, are copied first.
    /// </summary>
    /// <inheritdoc cref="Step" path="/param"/>
    /// <exception cref="InvalidOperationException">A derivative through this step is being recorded.</exception>
    public abstract (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) where T : IModel<T>;

    /// <summary>Scales the gradient down where its norm over all leaves is larger than <paramref name="maxNorm"/>.</summary>
    public Optimizer ClipGradNorm(double maxNorm) => new ClipGradNorm(this, maxNorm);

    /// <summary>Brings each number of the gradient into [-limit, limit].</summary>
    public Optimizer ClipGradValue(double limit) => new ClipGradValue(this, limit);

    /// <summary>Maps each leaf after the step, by path: onto a box, a ball, the non-negative numbers.</summary>
    /// <param name="onto">Gets the path and the new leaf; returns a tensor of the same shape.</param>
    public Optimizer Project(Func<string, Tensor, Tensor> onto) => new Projected(this, onto);
}
