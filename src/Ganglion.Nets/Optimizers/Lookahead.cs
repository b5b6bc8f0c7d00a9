namespace Ganglion.Nets;

/// <summary>Slow weights φ += α(θ - φ) after each k steps of the fast ones θ, which then become φ (Zhang et al. 2019, algorithm 1).</summary>
internal sealed record Lookahead(Optimizer Inner, int Every, double Rate) : Optimizer
{
    public override OptimizerState Init(IModel model) => OptimizerState.Around(model, "slow", t => t.Copy(), Inner.Init(model));

    public override T GradientPoint<T>(T model, OptimizerState state) => Inner.GradientPoint(model, state.Inner);

    public override Optimizer Reschedule(Func<Schedule, Schedule> change) => this with { Inner = Inner.Reschedule(change) };

    public override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        var (fast, inner) = Inner.Step(model, gradient, state.Inner);
        var next = state with { Step = state.Step + 1, Parts = [inner] };
        if (next.Step % Every != 0) return (fast, next);
        Tensor[] slow = [.. fast.Leaves().Select((l, i) => Moved(state.Slots[0][i], l.Tensor))];
        // Two tensors in two places of memory, so that a later step in place may overwrite either.
        return (fast.WithLeaves([.. slow.Select(s => Diff.Tracks(s) ? s : s.Copy())]), next with { Slots = [slow] });
    });

    public override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state) => Memory.Scope(() =>
    {
        var (fast, inner) = Inner.StepInPlace(model, gradient, state.Inner);
        var next = state with { Step = state.Step + 1, Parts = [inner] };
        if (next.Step % Every != 0) return (fast, next);
        var leaves = fast.Leaves();
        for (int i = 0; i < leaves.Count; i++)
        {
            var slow = Moved(state.Slots[0][i], leaves[i].Tensor);
            Kernels.Current.Copy(slow, state.Slots[0][i]);
            Kernels.Current.Copy(slow, leaves[i].Tensor);
        }
        return (fast, next);
    });

    private Tensor Moved(Tensor slow, Tensor fast) => slow + Rate * (fast - slow);
}
