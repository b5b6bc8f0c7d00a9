namespace Ganglion.Nets;

/// <summary>Puts tensors, by name, into the places of a model.</summary>
public static class ModelLoading
{
    /// <summary>
    /// The same model with each leaf replaced by the tensor of its path, in the leaf's own element type. A placeholder, a leaf without
    /// elements, takes any shape and type.
    /// </summary>
    /// <param name="model">Says which paths and shapes are expected.</param>
    /// <param name="tensors">By path.</param>
    /// <param name="allowExtra">Whether tensors that no leaf asks for are passed over instead of refused.</param>
    /// <exception cref="ArgumentException">A tensor is missing, left over, or of another shape; the message lists all of them.</exception>
    public static T Load<T>(this IModel<T> model, IReadOnlyDictionary<string, Tensor> tensors, bool allowExtra = false) where T : IModel<T>
    {
        var leaves = model.Leaves();
        var faults = new List<string>();
        foreach (var (path, leaf) in leaves)
        {
            if (!tensors.TryGetValue(path, out var t)) faults.Add($"'{path}' {Text(leaf)} is missing");
            else if (leaf.Length != 0 && !t.Shape.SequenceEqual(leaf.Shape)) faults.Add($"'{path}' is {Text(t)}, and the model has {Text(leaf)}");
        }
        if (!allowExtra)
        {
            var known = leaves.Select(l => l.Path).ToHashSet(StringComparer.Ordinal);
            faults.AddRange(tensors.Keys.Where(k => !known.Contains(k)).Order(StringComparer.Ordinal)
                .Select(k => $"'{k}' {Text(tensors[k])} has no place in the model"));
        }
        if (faults.Count > 0)
            throw new ArgumentException($"Load: {string.Join("; ", faults.Take(12))}{(faults.Count > 12 ? $"; and {faults.Count - 12} more" : "")}. "
                + $"The model has {leaves.Count} leaves and {tensors.Count} tensors were given. "
                + "Build the model with the options it was saved with, or rename the tensors to its paths.", nameof(tensors));
        return model.Map("", (path, leaf) => leaf.Length == 0 ? tensors[path] : tensors[path].To(leaf.DType));
    }

    private static string Text(Tensor t) => Shapes.Text(t.Shape);
}
