namespace Ganglion.Nets;

/// <summary>A step followed by a map of each leaf.</summary>
internal sealed record Projected(Optimizer Inner, Func<string, Tensor, Tensor> Onto) : Optimizer
{
    public override OptimizerState Init(IModel model) => Inner.Init(model);

    public override T GradientPoint<T>(T model, OptimizerState state) => Inner.GradientPoint(model, state);

    public override Optimizer Reschedule(Func<Schedule, Schedule> change) => this with { Inner = Inner.Reschedule(change) };

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
