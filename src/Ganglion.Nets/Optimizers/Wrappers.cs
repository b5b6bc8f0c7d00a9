namespace Ganglion.Nets;

/// <summary>An optimiser that sees a changed gradient. The change is made of public operations, so that derivatives pass through it.</summary>
internal abstract record GradientWrapper(Optimizer Inner) : Optimizer
{
    protected abstract T Change<T>(T gradient, T model, long step) where T : IModel<T>;

    public sealed override OptimizerState Init(IModel model) => Inner.Init(model);

    public sealed override T GradientPoint<T>(T model, OptimizerState state) => Inner.GradientPoint(model, state);

    public sealed override Optimizer Reschedule(Func<Schedule, Schedule> change) => this with { Inner = Inner.Reschedule(change) };

    public sealed override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) =>
        Memory.Scope(() => Inner.Step(model, Change(gradient, model, state.Step), state));

    public sealed override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) =>
        Memory.Scope(() => Inner.StepInPlace(model, Change(gradient, model, state.Step), state));

    /// <summary>The norm of each unit, as <c>[units, 1, …]</c>: over all axes but the first. A vector is one unit, <c>[1]</c>.</summary>
    protected static Tensor UnitNorm(Tensor t) => t.Rank <= 1 ? t.Norm().Reshape(1)
        : Units(t).Norm(1).Reshape([t.Size(0), .. Enumerable.Repeat(1, t.Rank - 1)]);

    protected static Tensor Units(Tensor t) => t.Reshape(t.Size(0), t.Length / Math.Max(1, t.Size(0)));
}

/// <summary>g · min(1, max / (‖g‖ + 1e-6)) with the norm over all leaves (Pascanu et al. 2013, algorithm 1), as PyTorch's.</summary>
internal sealed record ClipGradNorm(Optimizer Inner, double MaxNorm) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step)
    {
        var squares = gradient.Leaves().Select(l => l.Tensor.Square().Sum()).ToList();
        if (squares.Count == 0) return gradient;
        var factor = (squares.Aggregate((a, b) => a + b).Sqrt() + 1e-6).Reciprocal() * MaxNorm;
        return factor.Item() < 1 ? gradient.Map(g => g * factor) : gradient;
    }
}

/// <summary>Each number of the gradient brought into [-limit, limit].</summary>
internal sealed record ClipGradValue(Optimizer Inner, double Limit) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step) => gradient.Map(g => g.Clamp(-Limit, Limit));
}

/// <summary>g · λ max(‖w‖, ε) / ‖g‖ for the units where that is less than g.</summary>
internal sealed record ClipGradAdaptive(Optimizer Inner, double Ratio, double Epsilon, Func<string, bool>? Where) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step)
    {
        var weights = model.Leaves();
        int i = 0;
        return gradient.Map("", (path, g) =>
        {
            var w = weights[i++].Tensor;
            if (g.Length == 0 || Where?.Invoke(path) == false) return g;
            var most = UnitNorm(w).Maximum(Tensor.Scalar(Epsilon, w.DType)) * Ratio;
            return g * (most / UnitNorm(g).Maximum(Tensor.Scalar(1e-6, g.DType))).Clamp(high: 1);
        });
    }
}

/// <summary>g less the mean of its unit.</summary>
internal sealed record CentralizeGrad(Optimizer Inner) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step) =>
        gradient.Map(g => g.Rank <= 1 || g.Length == 0 ? g : (Units(g) is var u ? u - u.Mean(1, keepDims: true) : g).Reshape(g.Shape));
}

/// <summary>g / (deviation of g).</summary>
internal sealed record NormalizeGrad(Optimizer Inner) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step) =>
        gradient.Map(g => g.Length <= 2 ? g : g / ((g - g.Mean()).Square().Mean() + 1e-30).Sqrt());
}

/// <summary>g + 2 · strength · (1 - 1/‖w‖) · w.</summary>
internal sealed record UnitNormPull(Optimizer Inner, double Strength) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step) =>
        gradient.Zip(model, (g, w) => w.Rank <= 1 || w.Length == 0 ? g : g + w * Pull(w) * (2 * Strength));

    /// <summary>1 - 1/‖w‖ for each unit.</summary>
    public static Tensor Pull(Tensor w) => 1 - (UnitNorm(w) + 1e-8).Reciprocal();
}

/// <summary>g + N(0, scale / (1 + t)^decay).</summary>
internal sealed record AddGradNoise(Optimizer Inner, Rng Rng, double Scale, double Decay) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient, T model, long step)
    {
        var (rng, deviation, leaf) = (Rng.Split(step), Math.Sqrt(Scale / Math.Pow(1 + step, Decay)), 0);
        return gradient.Map(g => g + rng.Split(leaf++).Normal(g.Shape, 0, deviation, g.DType));
    }
}
