namespace Ganglion.Nets;

/// <summary>A step of the inner optimiser after each so many gradients, along their mean.</summary>
internal sealed record Accumulated(Optimizer Inner, int Every) : Optimizer
{
    public override OptimizerState Init(IModel model) =>
        OptimizerState.Around(model, "sum", t => Tensor.Zeros(t.Shape, t.DType), Inner.Init(model));

    public override T GradientPoint<T>(T model, OptimizerState state) => Inner.GradientPoint(model, state.Inner);

    public override Optimizer Reschedule(Func<Schedule, Schedule> change) => this with { Inner = Inner.Reschedule(change) };

    public override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        Tensor[] sum = [.. gradient.Leaves().Select((g, i) => state.Slots[0][i] + g.Tensor)];
        var next = state with { Step = state.Step + 1 };
        if (next.Step % Every != 0) return (model, next with { Slots = [sum] });
        var (moved, inner) = Inner.Step(model, Mean(gradient, sum), state.Inner);
        return (moved, next with { Slots = [[.. sum.Select(s => Tensor.Zeros(s.Shape, s.DType))]], Parts = [inner] });
    });

    public override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        Tensor[] sum = [.. gradient.Leaves().Select((g, i) => state.Slots[0][i] + g.Tensor)];
        var next = state with { Step = state.Step + 1 };
        bool steps = next.Step % Every == 0;
        for (int i = 0; i < sum.Length; i++)
            Kernels.Current.Copy(steps ? Tensor.Zeros(sum[i].Shape, sum[i].DType) : sum[i], state.Slots[0][i]);
        if (!steps) return (model, next);
        var (moved, inner) = Inner.StepInPlace(model, Mean(gradient, sum), state.Inner);
        return (moved, next with { Parts = [inner] });
    });

    private T Mean<T>(T gradient, Tensor[] sum) where T : IModel<T> => gradient.WithLeaves([.. sum.Select(s => s / Every)]);
}
