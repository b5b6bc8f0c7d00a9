namespace Ganglion.Nets;

/// <summary>The options every optimiser has that treats each leaf by itself, and the walk over the leaves.</summary>
public abstract record LeafOptimizer : Optimizer
{
    private protected LeafOptimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate, before the schedule's factor.</summary>
    public double LearningRate { get; init; }

    /// <summary>The factor on the learning rate at each step.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The strength of weight decay on every leaf.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The strength of weight decay by path, in place of <see cref="WeightDecay"/>: <c>p => p.EndsWith("Bias") ? 0 : 5e-4</c>.</summary>
    public Func<string, double>? WeightDecayOf { get; init; }

    /// <summary>The names of what is remembered for each leaf.</summary>
    private protected abstract string[] Slots { get; }

    /// <summary>The step of one leaf by a fused kernel, in the memory of <paramref name="p"/> and <paramref name="slots"/>.</summary>
    private protected abstract void Apply(Tensor p, Tensor g, ReadOnlySpan<Tensor> slots, LeafStep step);

    /// <summary>The same step by public operations, for derivatives through it; replaces the <paramref name="slots"/>.</summary>
    private protected abstract Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step);

    /// <inheritdoc/>
    public sealed override OptimizerState Init(IModel model) => OptimizerState.Zeros(model, Slots);

    /// <inheritdoc/>
    public sealed override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state) =>
        Walk(model, gradient.Leaves(), state, IsRecorded(model, gradient, state) ? StepMode.Compose : StepMode.Copy, []);

    /// <inheritdoc/>
    public sealed override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state)
    {
        if (IsRecorded(model, gradient, state))
            throw new InvalidOperationException("StepInPlace overwrites tensors whose history is being recorded; inside Diff, use Step.");
        HashSet<Storage> once = [], twice = [];
        void Count(Tensor t) { if (!once.Add(t.Storage)) twice.Add(t.Storage); }
        var gradients = gradient.Leaves();
        model.Visit("", (_, t) => Count(t));
        foreach (var (_, t) in gradients) Count(t);
        foreach (var slot in state.Slots) Array.ForEach(slot, Count);
        return Walk(model, gradients, state, StepMode.InPlace, twice);
    }

    private (T, OptimizerState) Walk<T>(T model, IReadOnlyList<(string Path, Tensor Tensor)> gradients, OptimizerState state, StepMode mode,
        HashSet<Storage> shared) where T : IModel<T>
    {
        if (!state.SlotNames.SequenceEqual(Slots) || gradients.Count != state.Paths.Count)
            throw new ArgumentException($"{GetType().Name}: the state holds [{string.Join(", ", state.SlotNames)}] for {state.Paths.Count} leaves; "
                + $"[{string.Join(", ", Slots)}] for {gradients.Count} were expected. Make it with Init of this optimiser and model.", nameof(state));
        double rate = LearningRate * Schedule.At(state.Step);
        var next = Array.ConvertAll(state.Slots, s => new Tensor[s.Length]);
        var slots = new Tensor[next.Length];
        int i = 0;
        var result = model.Map("", (path, p) =>
        {
            var g = Matching(path, p, i, gradients, state);
            for (int s = 0; s < slots.Length; s++) slots[s] = mode == StepMode.Compose ? state.Slots[s][i] : Own(state.Slots[s][i], mode, shared);
            var step = new LeafStep(state.Step + 1, rate, WeightDecayOf?.Invoke(path) ?? WeightDecay);
            if (mode == StepMode.Compose) p = Compose(p, g, slots, step);
            else if ((p = Own(p, mode, shared)).Length > 0) Apply(p, g.Contiguous(), slots, step);
            for (int s = 0; s < slots.Length; s++) next[s][i] = slots[s];
            i++;
            return p;
        });
        return (result, state with { Step = state.Step + 1, Slots = next });
    }

    private Tensor Matching(string path, Tensor p, int i, IReadOnlyList<(string Path, Tensor Tensor)> gradients, OptimizerState state)
    {
        if (i == gradients.Count || path != gradients[i].Path || path != state.Paths[i])
            throw new ArgumentException($"{GetType().Name}: leaf '{path}' of the model meets "
                + $"'{(i < gradients.Count ? gradients[i].Path : "nothing")}' of the gradient "
                + $"and '{(i < gradients.Count ? state.Paths[i] : "nothing")}' of the state. All three must come from one structure.");
        var g = gradients[i].Tensor;
        return g.Shape.SequenceEqual(p.Shape) && g.DType == p.DType ? g
            : throw new ArgumentException($"{GetType().Name}: '{path}' is {Shapes.Text(p.Shape)} of {p.DType}, "
                + $"and its gradient {Shapes.Text(g.Shape)} of {g.DType}.");
    }

    // In place, the tensor itself if its memory is wholly its own; else a copy.
    private static Tensor Own(Tensor t, StepMode mode, HashSet<Storage> shared) => mode == StepMode.Copy ? t.Copy()
        : (t.IsContiguous && t.Length == t.Storage.Length && !shared.Contains(t.Storage) ? t : t.Copy()).Keep();

    private static bool IsRecorded<T>(T model, T gradient, OptimizerState state) where T : IModel<T>
    {
        bool any = false;
        void Look(Tensor t) => any |= Diff.Tracks(t);
        model.Visit("", (_, t) => Look(t));
        gradient.Visit("", (_, t) => Look(t));
        foreach (var slot in state.Slots) Array.ForEach(slot, Look);
        return any;
    }

    private enum StepMode { Copy, InPlace, Compose }
}

/// <summary>The numbers of a step: its count from 1, the learning rate now, the weight decay of the leaf.</summary>
internal readonly record struct LeafStep(long Count, double Rate, double Decay);
