namespace Ganglion;

/// <summary>An immutable array of 32-bit integers: ids, labels, positions. Never differentiated.</summary>
public sealed class IntTensor
{
    private readonly int[] _shape;

    private IntTensor(int[] values, int[] shape) => (Values, _shape) = (values, shape);

    /// <summary>A tensor over a copy of <paramref name="values"/>; without a shape, a vector.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values as were given.</exception>
    public static IntTensor From(ReadOnlySpan<int> values, params ReadOnlySpan<int> shape) => Wrap(values.ToArray(), shape.IsEmpty ? [values.Length] : shape.ToArray());

    internal static IntTensor Wrap(int[] values, int[] shape) => Shapes.Count(shape) == values.Length ? new(values, shape)
        : throw new ArgumentException($"{values.Length} values do not fill shape {Shapes.Text(shape)}, which holds {Shapes.Count(shape)}.");

    internal int[] Values { get; }

    /// <summary>The size of each axis.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Length => Values.Length;

    /// <summary>The elements in row-major order.</summary>
    public ReadOnlySpan<int> Span => Values;

    /// <summary>An element by its position in row-major order.</summary>
    public int this[int index] => Values[index];

    /// <summary>A vector of ids is what most operations take; this makes one of an array.</summary>
    public static implicit operator IntTensor(int[] values) => new(values, [values.Length]);

    /// <summary>Fails with a clear message if an element is outside 0 to <paramref name="limit"/> - 1.</summary>
    internal void CheckRange(int limit, string op)
    {
        for (int i = 0; i < Values.Length; i++)
            if ((uint)Values[i] >= (uint)limit) throw new ArgumentOutOfRangeException(nameof(limit), $"{op}: index {Values[i]} at position {i} is outside 0 to {limit - 1}.");
    }
}
