namespace Ganglion.Nets;

/// <summary>An optimiser that sees a changed gradient. The change is made of public operations, so that derivatives pass through it.</summary>
internal abstract record GradientWrapper(Optimizer Inner) : Optimizer
{
    protected abstract T Change<T>(T gradient) where T : IModel<T>;

    public sealed override OptimizerState Init(IModel model) => Inner.Init(model);

    public sealed override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) =>
        Memory.Scope(() => Inner.Step(model, Change(gradient), state));

    public sealed override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) =>
        Memory.Scope(() => Inner.StepInPlace(model, Change(gradient), state));
}

/// <summary>g · min(1, max / (‖g‖ + 1e-6)) with the norm over all leaves (Pascanu et al. 2013, algorithm 1), as PyTorch's.</summary>
internal sealed record ClipGradNorm(Optimizer Inner, double MaxNorm) : GradientWrapper(Inner)
{
    protected override T Change<T>(T gradient)
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
    protected override T Change<T>(T gradient) => gradient.Map(g => g.Clamp(-Limit, Limit));
}

/// <summary>A step followed by a map of each leaf.</summary>
internal sealed record Projected(Optimizer Inner, Func<string, Tensor, Tensor> Onto) : Optimizer
{
    public override OptimizerState Init(IModel model) => Inner.Init(model);

    public override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        var (next, nextState) = Inner.Step(model, gradient, state);
        return (next.Map("", Checked), nextState);
    });

    public override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        var (next, nextState) = Inner.StepInPlace(model, gradient, state);
        next.Visit("", (path, leaf) => { if (Checked(path, leaf) is var p && p != leaf) Kernels.Current.Copy(p, leaf); });
        return (next, nextState);
    });

    private Tensor Checked(string path, Tensor leaf) => Onto(path, leaf) is var p && p.Shape.SequenceEqual(leaf.Shape) && p.DType == leaf.DType ? p
        : throw new ArgumentException($"Project: the projection of '{path}' returned {Shapes.Text(p.Shape)} of {p.DType}; "
            + $"{Shapes.Text(leaf.Shape)} of {leaf.DType} was expected.");
}
