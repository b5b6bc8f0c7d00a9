using Leaves = System.Collections.Generic.IReadOnlyList<(string Path, Ganglion.Tensor Tensor)>;

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

    /// <summary>A factor on the learning rate by path: <c>p => p.StartsWith("Body.") ? 0.1 : 1</c>. A leaf of factor 0 stays as it is.</summary>
    public Func<string, double>? RateOf { get; init; }

    /// <summary>The names of what is remembered for each leaf.</summary>
    private protected abstract string[] Slots { get; }

    /// <summary>What is remembered for a leaf before the first step: zeros of its shape, unless an optimiser wants another.</summary>
    private protected virtual Tensor Start(int slot, Tensor leaf) => Tensor.Zeros(leaf.Shape, leaf.DType);

    /// <summary>What a step must know of all leaves together before it changes any, given the state before it.</summary>
    private protected virtual double Survey(Leaves gradients, OptimizerState state) => 0;

    /// <summary>The step of one leaf by public operations, for derivatives through it; replaces the <paramref name="slots"/>.
    /// A tensor may be handed on from a slot to a later one.</summary>
    private protected abstract Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step);

    /// <summary>The same step in the memory of <paramref name="p"/> and <paramref name="slots"/>; what is hot has a fused kernel.</summary>
    private protected virtual void Apply(Tensor p, Tensor g, ReadOnlySpan<Tensor> slots, LeafStep step)
    {
        Tensor[] old = [.. slots];
        Memory.Block(() =>
        {
            var next = (Tensor[])old.Clone();
            var moved = Compose(p, g, next, step);
            for (int s = old.Length - 1; s >= 0; s--) if (next[s] != old[s]) Kernels.Current.Copy(next[s], old[s]);
            if (moved != p) Kernels.Current.Copy(moved, p);
            return 0;
        });
    }

    /// <inheritdoc/>
    public sealed override Optimizer Reschedule(Func<Schedule, Schedule> change) => this with { Schedule = change(Schedule) };

    /// <inheritdoc/>
    public sealed override OptimizerState Init(IModel model) => OptimizerState.Make(model, Slots, (slot, _, t) => Start(slot, t));

    /// <inheritdoc/>
    public sealed override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state)
    {
        var (leaves, gradients) = (model.Leaves(), gradient.Leaves());
        return Walk(model, leaves, gradients, state, IsRecorded(leaves, gradients, state) ? StepMode.Compose : StepMode.Copy, null);
    }

    /// <inheritdoc/>
    public sealed override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state)
    {
        var (leaves, gradients) = (model.Leaves(), gradient.Leaves());
        return IsRecorded(leaves, gradients, state)
            ? throw new InvalidOperationException("StepInPlace overwrites tensors whose history is being recorded; inside Diff, use Step.")
            : Walk(model, leaves, gradients, state, StepMode.InPlace, Shared(leaves, gradients, state));
    }

    /// <summary>βa + (1 - β)b.</summary>
    private protected static Tensor Mix(double beta, Tensor a, Tensor b) => a * beta + b * (1 - beta);

    /// <summary>√v. The square root of 0 has no finite derivative; 1e-30 under it is far below any ε².</summary>
    private protected static Tensor Root(Tensor v) => (v + 1e-30).Sqrt();

    /// <summary>The root of the mean square, a scalar.</summary>
    private protected static Tensor Rms(Tensor x) => Root(x.Square().Mean());

    private (T, OptimizerState) Walk<T>(T model, Leaves leaves, Leaves gradients, OptimizerState state, StepMode mode, HashSet<Storage>? shared)
        where T : IModel<T>
    {
        if (!state.SlotNames.SequenceEqual(Slots) || gradients.Count != state.Paths.Count || leaves.Count != gradients.Count)
            throw new ArgumentException($"{GetType().Name}: the state holds [{string.Join(", ", state.SlotNames)}] for {state.Paths.Count} leaves; "
                + $"[{string.Join(", ", Slots)}] for the model's {leaves.Count} and the gradient's {gradients.Count} were expected. "
                + "Make it with Init of this optimiser and model.", nameof(state));
        double rate = LearningRate * Schedule.At(state.Step), survey = Survey(gradients, state);
        var next = Array.ConvertAll(state.Slots, s => new Tensor[s.Length]);
        var slots = new Tensor[next.Length];
        var moved = new Tensor[leaves.Count];
        bool same = true;
        for (int i = 0; i < moved.Length; i++)
        {
            var ((path, p), g) = (leaves[i], Matching(leaves[i], gradients[i], state.Paths[i]));
            for (int s = 0; s < slots.Length; s++) slots[s] = mode == StepMode.Compose ? state.Slots[s][i] : Own(state.Slots[s][i], mode, shared);
            var step = new LeafStep(state.Step + 1, rate * (RateOf?.Invoke(path) ?? 1), WeightDecayOf?.Invoke(path) ?? WeightDecay, i, survey, path);
            if (mode == StepMode.Compose) moved[i] = Compose(p, g, slots, step);
            else if ((moved[i] = Own(p, mode, shared)).Length > 0) Apply(moved[i], g.Contiguous(), slots, step);
            for (int s = 0; s < slots.Length; s++) next[s][i] = slots[s];
            same &= moved[i] == p;
        }
        return (same ? model : model.WithLeaves(moved), state with { Step = state.Step + 1, Slots = next });
    }

    private Tensor Matching((string Path, Tensor Tensor) leaf, (string Path, Tensor Tensor) gradient, string known)
    {
        var (p, g) = (leaf.Tensor, gradient.Tensor);
        if (leaf.Path != gradient.Path || leaf.Path != known)
            throw new ArgumentException($"{GetType().Name}: leaf '{leaf.Path}' of the model meets '{gradient.Path}' of the gradient "
                + $"and '{known}' of the state. All three must come from one structure.");
        return g.Shape.SequenceEqual(p.Shape) && g.DType == p.DType ? g
            : throw new ArgumentException($"{GetType().Name}: '{leaf.Path}' is {Shapes.Text(p.Shape)} of {p.DType}, "
                + $"and its gradient {Shapes.Text(g.Shape)} of {g.DType}.");
    }

    // In place, the tensor itself if its memory is wholly its own; else a copy.
    private static Tensor Own(Tensor t, StepMode mode, HashSet<Storage>? shared) => mode == StepMode.Copy ? t.Copy()
        : (t.IsContiguous && t.Length == t.Storage.Length && shared?.Contains(t.Storage) != true ? t : t.Copy()).Keep();

    // The buffers that more than one tensor of the step lies in.
    private static HashSet<Storage>? Shared(Leaves leaves, Leaves gradients, OptimizerState state)
    {
        var seen = new HashSet<Storage>(leaves.Count * (2 + state.Slots.Length));
        HashSet<Storage>? shared = null;
        void Look(Tensor t) { if (!seen.Add(t.Storage)) (shared ??= []).Add(t.Storage); }
        foreach (var (_, t) in leaves) Look(t);
        foreach (var (_, t) in gradients) Look(t);
        foreach (var slot in state.Slots) foreach (var t in slot) Look(t);
        return shared;
    }

    private static bool IsRecorded(Leaves leaves, Leaves gradients, OptimizerState state)
    {
        foreach (var (_, t) in leaves) if (Diff.Tracks(t)) return true;
        foreach (var (_, t) in gradients) if (Diff.Tracks(t)) return true;
        foreach (var slot in state.Slots) foreach (var t in slot) if (Diff.Tracks(t)) return true;
        return false;
    }

    private enum StepMode { Copy, InPlace, Compose }
}

/// <summary>The numbers of a step: its count from 1, the learning rate now, the weight decay of the leaf, the leaf's place among
/// all, what <c>Survey</c> found, and the leaf's path.</summary>
internal readonly record struct LeafStep(long Count, double Rate, double Decay, int Leaf, double Survey, string Path);
