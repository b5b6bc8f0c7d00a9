namespace Ganglion.Nets;

/// <summary>
/// Ranger21 (Wright and Demeure 2021): AdamW with eight parts that each have a switch. It is a composition of pieces that also work alone:
/// <see cref="AdaPnm"/>, <see cref="Optimizer.CentralizeGrad"/>, <see cref="Optimizer.NormalizeGrad"/>, <see cref="Optimizer.ClipGradAdaptive"/>,
/// <see cref="Optimizer.Lookahead"/> and <see cref="Schedule.ExploreExploit"/>.
/// </summary>
/// <param name="Steps">All steps of the training, which the schedule must know.</param>
/// <param name="LearningRate">The rate between warm-up and decline.</param>
public sealed record Ranger21(long Steps, double LearningRate = 1e-3) : Optimizer
{
    /// <summary>Clips the gradient of a unit at a hundredth of its weights' norm.</summary>
    public bool AdaptiveClipping { get; init; } = true;

    /// <summary>Takes the mean from each unit's gradient.</summary>
    public bool Centralization { get; init; } = true;

    /// <summary>Divides the gradient of each leaf by its standard deviation, as the authors' program does beside softplus.</summary>
    public bool NormalizedGradients { get; init; } = true;

    /// <summary>Two memories, one taken from the other, with β₀ = 0.9.</summary>
    public bool PositiveNegativeMomentum { get; init; } = true;

    /// <summary>Draws the norm of each unit towards 1.</summary>
    public bool UnitNorms { get; init; } = true;

    /// <summary>Weight decay in proportion to the steps' size.</summary>
    public bool StableDecay { get; init; } = true;

    /// <summary>A straight rise over the first 22 % of the steps.</summary>
    public bool Warmup { get; init; } = true;

    /// <summary>A straight decline over the last 28 % of the steps.</summary>
    public bool Decline { get; init; } = true;

    /// <summary>Slow weights that follow every fifth step half the way.</summary>
    public bool SlowWeights { get; init; } = true;

    /// <summary>Denominators through softplus.</summary>
    public bool Softplus { get; init; } = true;

    /// <summary>λ, the strength of weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>λ by path, in place of <see cref="WeightDecay"/>.</summary>
    public Func<string, double>? WeightDecayOf { get; init; }

    /// <summary>The pieces put together.</summary>
    public Optimizer Composed
    {
        get
        {
            Optimizer o = new AdaPnm(LearningRate)
            {
                Beta0 = PositiveNegativeMomentum ? 0.9 : null,
                StableDecay = StableDecay,
                NormLossStrength = UnitNorms ? 1e-4 : 0,
                Softplus = Softplus ? 50 : 0,
                WeightDecay = WeightDecay,
                WeightDecayOf = WeightDecayOf,
                Schedule = Schedule.ExploreExploit(Steps, Warmup ? 0.22 : 0, Decline ? 0.28 : 0),
            };
            if (NormalizedGradients) o = o.NormalizeGrad();
            if (Centralization) o = o.CentralizeGrad();
            if (AdaptiveClipping) o = o.ClipGradAdaptive();
            return SlowWeights ? o.Lookahead() : o;
        }
    }

    /// <inheritdoc/>
    public override OptimizerState Init(IModel model) => Composed.Init(model);

    /// <inheritdoc/>
    public override Optimizer Reschedule(Func<Schedule, Schedule> change) => Composed.Reschedule(change);

    /// <inheritdoc/>
    public override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) => Composed.Step(model, gradient, state);

    /// <inheritdoc/>
    public override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) =>
        Composed.StepInPlace(model, gradient, state);
}
