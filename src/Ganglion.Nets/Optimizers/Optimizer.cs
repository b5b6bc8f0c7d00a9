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

    /// <summary>
    /// Where the gradient of the next step is to be taken: at the model itself, unless the optimiser perturbs it (<see cref="Ivon"/>).
    /// </summary>
    /// <param name="model">The point.</param>
    /// <param name="state">From <see cref="Init"/> or from the step before.</param>
    public virtual T GradientPoint<T>(T model, OptimizerState state) where T : IModel<T> => model;

    /// <summary>The same optimiser with its schedule changed, wherever in it the schedule is.</summary>
    public abstract Optimizer Reschedule(Func<Schedule, Schedule> change);

    /// <summary>Scales the gradient down where its norm over all leaves is larger than <paramref name="maxNorm"/>.</summary>
    public Optimizer ClipGradNorm(double maxNorm) => new ClipGradNorm(this, maxNorm);

    /// <summary>Brings each number of the gradient into [-limit, limit].</summary>
    public Optimizer ClipGradValue(double limit) => new ClipGradValue(this, limit);

    /// <summary>
    /// Adaptive gradient clipping: the gradient of each unit (row, filter) is scaled down where its norm is larger than <paramref name="ratio"/>
    /// of the norm of the unit's weights, those taken as at least <paramref name="epsilon"/> (Brock et al. 2021, equation 3).
    /// </summary>
    /// <param name="ratio">λ.</param>
    /// <param name="epsilon">Lets units move that start at zero.</param>
    /// <param name="where">Which leaves, by path; all if null. The authors leave out the last layer.</param>
    public Optimizer ClipGradAdaptive(double ratio = 0.01, double epsilon = 1e-3, Func<string, bool>? where = null) =>
        new ClipGradAdaptive(this, ratio, epsilon, where);

    /// <summary>Takes from the gradient of each unit (row, filter) its mean; vectors are left (Yong et al. 2020, equation 1).</summary>
    public Optimizer CentralizeGrad() => new CentralizeGrad(this);

    /// <summary>Divides the gradient of each leaf of more than two numbers by its standard deviation, so that its scale says nothing.</summary>
    public Optimizer NormalizeGrad() => new NormalizeGrad(this);

    /// <summary>Draws the norm of each unit (row, filter) towards 1: adds the gradient of strength · Σ(1 - ‖w‖)² over units
    /// (Georgiou et al. 2021, equation 5); vectors are left.</summary>
    public Optimizer NormLoss(double strength = 0.01) => new UnitNormPull(this, strength);

    /// <summary>Adds normal noise of variance scale / (1 + t)^decay to the gradient (Neelakantan et al. 2015).</summary>
    /// <param name="rng">The key of the noise.</param>
    /// <param name="scale">η: the variance at the first step.</param>
    /// <param name="decay">γ.</param>
    public Optimizer AddGradNoise(Rng rng, double scale = 0.01, double decay = 0.55) => new AddGradNoise(this, rng, scale, decay);

    /// <summary>Steps once after each <paramref name="every"/> gradients, along their mean: a large batch in little memory.</summary>
    public Optimizer Accumulate(int every) => new Accumulated(this, every);

    /// <summary>After each <paramref name="every"/> steps, slow weights go a part of the way to the fast ones, which go on from there
    /// (Zhang et al. 2019, algorithm 1).</summary>
    /// <param name="every">k.</param>
    /// <param name="rate">α: the part of the way.</param>
    public Optimizer Lookahead(int every = 5, double rate = 0.5) => new Lookahead(this, every, rate);

    /// <summary>Maps each leaf after the step, by path: onto a box, a ball, the non-negative numbers.</summary>
    /// <param name="onto">Gets the path and the new leaf; returns a tensor of the same shape.</param>
    public Optimizer Project(Func<string, Tensor, Tensor> onto) => new Projected(this, onto);
}
