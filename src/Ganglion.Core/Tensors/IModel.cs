namespace Ganglion;

/// <summary>
/// Marks a partial record as a model: an immutable tree of tensors and smaller models. A generator writes its
/// <see cref="IModel{TSelf}"/>; tensors are leaves with dotted paths such as <c>First.Weight</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute : Attribute;

/// <summary>A tree of tensors.</summary>
public interface IModel
{
    /// <summary>Calls <paramref name="visit"/> with the path and the tensor of each leaf, in a fixed order.</summary>
    void Visit(string prefix, Action<string, Tensor> visit);
}

/// <summary>A tree of tensors that can be rebuilt with other tensors in the same places.</summary>
public interface IModel<TSelf> : IModel where TSelf : IModel<TSelf>
{
    /// <summary>A copy in which each leaf is replaced by what <paramref name="map"/> makes of its path and tensor.</summary>
    TSelf Map(string prefix, Func<string, Tensor, Tensor> map);
}

/// <summary>What every model can do, whatever its record.</summary>
public static class Models
{
    /// <summary>The leaves with their paths, in order.</summary>
    public static IReadOnlyList<(string Path, Tensor Tensor)> Leaves(this IModel model)
    {
        var leaves = new List<(string, Tensor)>();
        model.Visit("", (p, t) => leaves.Add((p, t)));
        return leaves;
    }

    /// <summary>The same model with other leaves, given in the order of <see cref="Leaves"/>.</summary>
    /// <exception cref="ArgumentException">The count differs from the model's.</exception>
    public static T WithLeaves<T>(this IModel<T> model, IReadOnlyList<Tensor> leaves) where T : IModel<T>
    {
        int i = 0;
        var result = model.Map("", (path, _) => i < leaves.Count ? leaves[i++]
            : throw new ArgumentException($"{leaves.Count} tensors were given, and none is left for '{path}'.", nameof(leaves)));
        return i == leaves.Count ? result : throw new ArgumentException($"The model has {i} leaves, and {leaves.Count} were given.", nameof(leaves));
    }

    /// <summary>The same model with each leaf mapped.</summary>
    public static T Map<T>(this IModel<T> model, Func<Tensor, Tensor> map) where T : IModel<T> => model.Map("", (_, t) => map(t));

    /// <summary>Two models of one structure, combined leaf by leaf.</summary>
    public static T Zip<T>(this IModel<T> model, T other, Func<Tensor, Tensor, Tensor> combine) where T : IModel<T>
    {
        var second = other.Leaves();
        int i = 0;
        return model.Map("", (_, t) => combine(t, second[i++].Tensor));
    }

    /// <summary>The number of scalars in all leaves.</summary>
    public static long ParameterCount(this IModel model) => model.Leaves().Sum(l => (long)l.Tensor.Length);

    /// <summary>The same model in another element type.</summary>
    public static T To<T>(this IModel<T> model, DType dtype) where T : IModel<T> => model.Map(t => t.To(dtype));

    /// <summary>A 64-bit hash of paths, shapes and the exact bits of all leaves: equal hashes mean the same network.</summary>
    public static ulong BitHash(this IModel model)
    {
        ulong h = 14695981039346656037;
        void Mix(ulong v) { h = (h ^ v) * 1099511628211; h ^= h >> 29; }
        foreach (var (path, t) in model.Leaves())
        {
            foreach (char c in path) Mix(c);
            foreach (int d in t.Shape) Mix((ulong)d);
            var bits = t.Contiguous();
            if (t.DType == DType.F32) foreach (float v in bits.Span<float>()) Mix(BitConverter.SingleToUInt32Bits(v));
            else foreach (double v in bits.Span<double>()) Mix(BitConverter.DoubleToUInt64Bits(v));
        }
        return h;
    }
}
