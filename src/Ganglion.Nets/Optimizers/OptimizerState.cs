namespace Ganglion.Nets;

/// <summary>
/// What an optimiser remembers between steps: the number of steps taken and, for each leaf of the model, a few tensors such as
/// Adam's moments; an optimiser made of others keeps theirs within. A tree like a model, with leaves <c>step</c>, <c>m.First.Weight</c>,
/// <c>v.First.Weight</c>, …, so that <see cref="Safetensors.Save(string, IModel, IReadOnlyDictionary{string, string})"/> and
/// <see cref="ModelLoading.Load"/> carry it from one process to the next bit for bit.
/// </summary>
public sealed record OptimizerState : IModel<OptimizerState>
{
    internal OptimizerState(IReadOnlyList<string> slots, IReadOnlyList<string> paths, Tensor[][] tensors) =>
        (SlotNames, Paths, Slots) = (slots, paths, tensors);

    /// <summary>The number of steps taken.</summary>
    public long Step { get; init; }

    /// <summary>The bytes that the optimiser holds between steps.</summary>
    public long Bytes => Slots.Sum(slot => slot.Sum(t => (long)t.Length * (t.DType == DType.F64 ? 8 : 4))) + Parts.Sum(p => p.Bytes);

    internal IReadOnlyList<string> SlotNames { get; }

    internal IReadOnlyList<string> Paths { get; }

    /// <summary>The tensors by slot, then by leaf. A slot that an optimiser does not need for a leaf is <c>[0]</c>.</summary>
    internal Tensor[][] Slots { get; init; }

    /// <summary>The states of the optimisers within; their leaves begin with <c>0.</c>, <c>1.</c>, ….</summary>
    internal IReadOnlyList<OptimizerState> Parts { get; init; } = [];

    /// <summary>The state of the one optimiser within.</summary>
    internal OptimizerState Inner => Parts is [var inner] ? inner : throw new ArgumentException(
        $"The state has {Parts.Count} states within, and one was expected. Make it with Init of this optimiser and model.");

    /// <summary>Tensors made for each slot and leaf.</summary>
    internal static OptimizerState Make(IModel model, IReadOnlyList<string> slots, Func<int, string, Tensor, Tensor> make)
    {
        var leaves = model.Leaves();
        return new(slots, [.. leaves.Select(l => l.Path)],
            [.. slots.Select((_, s) => leaves.Select(l => make(s, l.Path, l.Tensor)).ToArray())]);
    }

    /// <summary>The state of an optimiser around another: tensors shaped as the leaves under one name, and the state within.</summary>
    internal static OptimizerState Around(IModel model, string slot, Func<Tensor, Tensor> make, OptimizerState inner) =>
        Make(model, [slot], (_, _, t) => make(t)) with { Parts = [inner] };

    /// <inheritdoc/>
    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        visit($"{prefix}step", Count);
        for (int s = 0; s < Slots.Length; s++)
            for (int i = 0; i < Paths.Count; i++) visit($"{prefix}{SlotNames[s]}.{Paths[i]}", Slots[s][i]);
        for (int i = 0; i < Parts.Count; i++) Parts[i].Visit($"{prefix}{i}.", visit);
    }

    /// <inheritdoc/>
    public OptimizerState Map(string prefix, Func<string, Tensor, Tensor> map)
    {
        long step = (long)map($"{prefix}step", Count).Item();
        return this with
        {
            Step = step,
            Slots = [.. Slots.Select((slot, s) => slot.Select((t, i) => map($"{prefix}{SlotNames[s]}.{Paths[i]}", t)).ToArray())],
            Parts = [.. Parts.Select((part, i) => part.Map($"{prefix}{i}.", map))],
        };
    }

    private Tensor Count => Tensor.Scalar(Step, DType.F64);        // doubles count to 2^53 exactly
}
