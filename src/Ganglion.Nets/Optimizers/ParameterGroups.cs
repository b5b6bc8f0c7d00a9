namespace Ganglion.Nets;

/// <summary>The leaves that one optimiser moves.</summary>
/// <param name="Holds">Whether a path belongs here, if it belongs to no group before.</param>
/// <param name="Optimizer">What moves them; null leaves them as they are.</param>
public sealed record ParameterGroup(Func<string, bool> Holds, Optimizer? Optimizer);

/// <summary>
/// Several optimisers for one model, each with the leaves of its group; every leaf belongs to the first group that holds its path.
/// <code>
/// var fineTuning = new ParameterGroups(new(p => p.StartsWith("Body."), null), new(_ => true, new AdamW(1e-4)));
/// </code>
/// Where only rates differ, <see cref="LeafOptimizer.RateOf"/> is shorter.
/// </summary>
public sealed record ParameterGroups(params IReadOnlyList<ParameterGroup> Groups) : Optimizer
{
    /// <inheritdoc/>
    public override OptimizerState Init(IModel model)
    {
        var (leaves, members) = (model.Leaves(), Members(model));
        return new([], [.. leaves.Select(l => l.Path)], []) { Parts = [.. Moving.Select(g => Groups[g].Optimizer!.Init(Part(leaves, members[g])))] };
    }

    /// <inheritdoc/>
    public override T GradientPoint<T>(T model, OptimizerState state) =>
        Each(model, state, static (o, part, s, _) => (o.GradientPoint(part, s), s)).Model;

    /// <inheritdoc/>
    public override Optimizer Reschedule(Func<Schedule, Schedule> change) =>
        new ParameterGroups([.. Groups.Select(g => g with { Optimizer = g.Optimizer?.Reschedule(change) })]);

    /// <inheritdoc/>
    public override (T Model, OptimizerState State) Step<T>(T model, T gradient, OptimizerState state)
    {
        var (g, members) = (gradient.Leaves(), Members(model));
        return Each(model, state, (o, part, s, group) => o.Step(part, Part(g, members[group]), s));
    }

    /// <inheritdoc/>
    public override (T Model, OptimizerState State) StepInPlace<T>(T model, T gradient, OptimizerState state)
    {
        var (g, members) = (gradient.Leaves(), Members(model));
        return Each(model, state, (o, part, s, group) => o.StepInPlace(part, Part(g, members[group]), s));
    }

    private IEnumerable<int> Moving => Enumerable.Range(0, Groups.Count).Where(g => Groups[g].Optimizer is not null);

    private (T Model, OptimizerState State) Each<T>(T model, OptimizerState state,
        Func<Optimizer, LeafList, OptimizerState, int, (LeafList, OptimizerState)> step) where T : IModel<T>
    {
        var (leaves, members) = (model.Leaves(), Members(model));
        Tensor[] moved = [.. leaves.Select(l => l.Tensor)];
        var parts = new List<OptimizerState>();
        foreach (int g in Moving)
        {
            if (parts.Count == state.Parts.Count)
                throw new ArgumentException("ParameterGroups: the state belongs to fewer groups. Make it with Init of this optimiser and model.",
                    nameof(state));
            var (part, next) = step(Groups[g].Optimizer!, Part(leaves, members[g]), state.Parts[parts.Count], g);
            for (int i = 0; i < members[g].Count; i++) moved[members[g][i]] = part.Tensors[i];
            parts.Add(next);
        }
        return (leaves.Select(l => l.Tensor).SequenceEqual(moved) ? model : model.WithLeaves(moved),
            state with { Step = state.Step + 1, Parts = parts });
    }

    // The leaves of each group, by place.
    private List<int>[] Members(IModel model)
    {
        List<int>[] members = [.. Groups.Select(_ => new List<int>())];
        int at = 0;
        model.Visit("", (path, _) =>
        {
            int g = 0;
            while (g < Groups.Count && !Groups[g].Holds(path)) g++;
            if (g == Groups.Count)
                throw new ArgumentException($"ParameterGroups: no group holds '{path}'. Let the last group hold every path: new(_ => true, …).",
                    nameof(model));
            members[g].Add(at++);
        });
        return members;
    }

    private static LeafList Part(IReadOnlyList<(string Path, Tensor Tensor)> leaves, List<int> members) =>
        new([.. members.Select(i => leaves[i].Path)], [.. members.Select(i => leaves[i].Tensor)]);

    /// <summary>Some leaves of a model.</summary>
    private sealed record LeafList(string[] Paths, Tensor[] Tensors) : IModel<LeafList>
    {
        public void Visit(string prefix, Action<string, Tensor> visit)
        {
            for (int i = 0; i < Paths.Length; i++) visit(prefix + Paths[i], Tensors[i]);
        }

        public LeafList Map(string prefix, Func<string, Tensor, Tensor> map) =>
            new(Paths, [.. Tensors.Select((t, i) => map(prefix + Paths[i], t))]);
    }
}
