namespace Ganglion.Nets.Onnx;

/// <summary>
/// What flows along the edges of an ONNX graph: <see cref="OnnxFloats"/>, <see cref="OnnxIntegers"/> (booleans too),
/// <see cref="OnnxStrings"/>, <see cref="OnnxSequence"/> or <see cref="OnnxOptional"/>.
/// </summary>
public abstract record OnnxValue : IModel
{
    private protected OnnxValue() { }

    /// <summary>Type and shape, for messages.</summary>
    public abstract string Describe();

    /// <summary>A tensor of floats as a value.</summary>
    public static implicit operator OnnxValue(Tensor tensor) => OnnxFloats.Of(tensor);

    /// <inheritdoc/>
    public virtual void Visit(string prefix, Action<string, Tensor> visit) { }
}

/// <summary>A value that has a shape: everything but sequences and optionals.</summary>
public abstract record OnnxArray : OnnxValue
{
    private protected OnnxArray() { }

    /// <summary>The element type.</summary>
    public abstract OnnxElement Element { get; }

    /// <summary>The size of each axis.</summary>
    public abstract ReadOnlySpan<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Shapes.Count(Shape);

    /// <inheritdoc/>
    public sealed override string Describe() => $"{Element.Name()} {Shapes.Text(Shape)}";
}

/// <summary>Floating-point numbers. Half precision is a tensor of <see cref="DType.F32"/> that remembers what it is in files.</summary>
public sealed record OnnxFloats : OnnxArray
{
    /// <summary>A tensor under an element type of floats.</summary>
    /// <exception cref="ArgumentException">The element type is not of floats, or is computed in another precision than the tensor's.</exception>
    public OnnxFloats(Tensor tensor, OnnxElement element)
    {
        if (!element.IsFloat() || element.DType() != tensor.DType)
            throw new ArgumentException($"A tensor of {tensor.DType} does not hold elements of type {element.Name()}; convert it first.");
        (Tensor, Element) = (tensor, element);
    }

    /// <summary>The numbers.</summary>
    public Tensor Tensor { get; }

    /// <inheritdoc/>
    public override OnnxElement Element { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Shape => Tensor.Shape;

    /// <summary>A tensor as <c>float</c> or <c>double</c>.</summary>
    public static OnnxFloats Of(Tensor tensor) => new(tensor, tensor.DType == DType.F32 ? OnnxElement.Float : OnnxElement.Double);

    /// <inheritdoc/>
    public override void Visit(string prefix, Action<string, Tensor> visit) => visit(prefix, Tensor);
}

/// <summary>Whole numbers or booleans of any width, exact: each is held in 64 bits (a <c>uint64</c> by its bits).</summary>
public sealed record OnnxIntegers : OnnxArray
{
    private readonly int[] _shape;

    /// <summary>Whole numbers in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values as were given, or the type is none of whole numbers.</exception>
    public OnnxIntegers(long[] values, ReadOnlySpan<int> shape, OnnxElement element = OnnxElement.Int64)
    {
        if (element.IsFloat() || element.Size() == 0) throw new ArgumentException($"{element.Name()} is no type of whole numbers.");
        if (Shapes.Count(shape) != values.Length) throw new ArgumentException($"{values.Length} values do not fill shape {Shapes.Text(shape)}.");
        (Values, _shape, Element) = (values, shape.ToArray(), element);
    }

    /// <inheritdoc/>
    public override OnnxElement Element { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Shape => _shape;

    /// <summary>The numbers in row-major order.</summary>
    public ReadOnlySpan<long> Span => Values;

    internal long[] Values { get; }

    /// <summary>Truth values from a tensor of zeros and ones.</summary>
    internal static OnnxIntegers Mask(Tensor mask) =>
        new(Array.ConvertAll(mask.ToDoubles(), static v => v != 0 ? 1L : 0), mask.Shape, OnnxElement.Bool);

    internal static OnnxIntegers Of(IntTensor ids, OnnxElement element = OnnxElement.Int64) =>
        new(Array.ConvertAll(ids.Span.ToArray(), static v => (long)v), ids.Shape, element);

    /// <summary>The numbers as a tensor: exact up to 2²⁴ in F32 and 2⁵³ in F64.</summary>
    internal Tensor ToTensor(DType dtype)
    {
        bool wide = Element == OnnxElement.UInt64;
        return dtype == DType.F32 ? Tensor.Wrap(Array.ConvertAll(Values, v => wide ? (float)(ulong)v : v), [.. _shape])
            : Tensor.Wrap(Array.ConvertAll(Values, v => wide ? (double)(ulong)v : v), [.. _shape]);
    }
}

/// <summary>Text.</summary>
public sealed record OnnxStrings : OnnxArray
{
    private readonly int[] _shape;

    /// <summary>Strings in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many values as were given.</exception>
    public OnnxStrings(string[] values, ReadOnlySpan<int> shape)
    {
        if (Shapes.Count(shape) != values.Length) throw new ArgumentException($"{values.Length} strings do not fill shape {Shapes.Text(shape)}.");
        (Values, _shape) = (values, shape.ToArray());
    }

    /// <inheritdoc/>
    public override OnnxElement Element => OnnxElement.String;

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Shape => _shape;

    /// <summary>The strings in row-major order.</summary>
    public ReadOnlySpan<string> Span => Values;

    internal string[] Values { get; }
}

/// <summary>Values one after another.</summary>
/// <param name="Items">In order.</param>
public sealed record OnnxSequence(IReadOnlyList<OnnxValue> Items) : OnnxValue
{
    /// <inheritdoc/>
    public override string Describe() => $"a sequence of {Items.Count}";

    /// <inheritdoc/>
    public override void Visit(string prefix, Action<string, Tensor> visit)
    {
        for (int i = 0; i < Items.Count; i++) Items[i].Visit($"{prefix}.{i}", visit);
    }
}

/// <summary>A value or none.</summary>
/// <param name="Value">Null stands for none.</param>
public sealed record OnnxOptional(OnnxValue? Value) : OnnxValue
{
    /// <inheritdoc/>
    public override string Describe() => Value is null ? "nothing" : $"perhaps {Value.Describe()}";

    /// <inheritdoc/>
    public override void Visit(string prefix, Action<string, Tensor> visit) => Value?.Visit(prefix, visit);
}
