namespace Ganglion.Nets;

/// <summary>
/// What an optimiser remembers between steps: the number of steps taken and, for each leaf of the model, a few tensors such as
/// Adam's moments. A tree like a model, with leaves <c>step</c>, <c>m.First.Weight</c>, <c>v.First.Weight</c>, …, so that
/// <see cref="Safetensors.Save(string, IModel, IReadOnlyDictionary{string, string})"/> and
/// <see cref="ModelLoading.Load"/> carry it from one process to the next bit for bit.
/// </summary>
public sealed record OptimizerState : IModel<OptimizerState>
{
    internal OptimizerState(IReadOnlyList<string> slots, IReadOnlyList<string> paths, Tensor[][] tensors) =>
        (SlotNames, Paths, Slots) = (slots, paths, tensors);

    /// <summary>The number of steps taken.</summary>
    public long Step { get; init; }

    internal IReadOnlyList<string> SlotNames { get; }

    internal IReadOnlyList<string> Paths { get; }

    /// <summary>The tensors by slot, then by leaf.</summary>
    internal Tensor[][] Slots { get; init; }

    internal static OptimizerState Zeros(IModel model, params string[] slots)
    {
        var leaves = model.Leaves();
        return new(slots, [.. leaves.Select(l => l.Path)],
            [.. slots.Select(_ => leaves.Select(l => Tensor.Zeros(l.Tensor.Shape, l.Tensor.DType)).ToArray())]);
    }

    /// <inheritdoc/>
    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        visit($"{prefix}step", Count);
        for (int s = 0; s < Slots.Length; s++)
            for (int i = 0; i < Paths.Count; i++) visit($"{prefix}{SlotNames[s]}.{Paths[i]}", Slots[s][i]);
    }

    /// <inheritdoc/>
    public OptimizerState Map(string prefix, Func<string, Tensor, Tensor> map)
    {
        long step = (long)map($"{prefix}step", Count).Item();
        return this with
        {
            Step = step,
            Slots = [.. Slots.Select((slot, s) => slot.Select((t, i) => map($"{prefix}{SlotNames[s]}.{Paths[i]}", t)).ToArray())],
        };
    }

    private Tensor Count => Tensor.Scalar(Step, DType.F64);        // doubles count to 2^53 exactly
}
