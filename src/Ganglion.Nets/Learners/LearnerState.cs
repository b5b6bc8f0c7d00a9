namespace Ganglion.Nets;

/// <summary>
/// What a learner remembers between steps: feedback matrices, older weights. A tree like a model, so that it is saved and loaded like one.
/// </summary>
/// <param name="Items">The tensors and their paths, in a fixed order.</param>
public sealed record LearnerState(IReadOnlyList<(string Path, Tensor Tensor)> Items) : IModel<LearnerState>
{
    /// <summary>Nothing to remember.</summary>
    public static LearnerState Empty { get; } = new([]);

    /// <summary>The tensor of a path, if there is one.</summary>
    public Tensor? this[string path]
    {
        get
        {
            foreach (var (p, t) in Items) if (p == path) return t;
            return null;
        }
    }

    /// <summary>The tensors of a model under a prefix; its own where the state has none.</summary>
    internal T Part<T>(string prefix, T model) where T : IModel<T> => model.Map("", (p, t) => this[prefix + p] ?? t);

    internal LearnerState With(string path, Tensor tensor) => new([.. Items, (path, tensor)]);

    /// <inheritdoc/>
    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        foreach (var (path, t) in Items) visit(prefix + path, t);
    }

    /// <inheritdoc/>
    public LearnerState Map(string prefix, Func<string, Tensor, Tensor> map) => new([.. Items.Select(i => (i.Path, map(prefix + i.Path, i.Tensor)))]);
}
