namespace Ganglion.Nets.Onnx;

/// <summary>One call of an operator: its inputs and attributes, read with the types that the operator wants.</summary>
internal sealed class OnnxCall(OnnxNode node, OnnxValue?[] inputs, IReadOnlyDictionary<string, OnnxAttribute> attributes, long opset, OnnxScope scope)
{
    public OnnxNode Node => node;

    public long Opset => opset;

    public OnnxScope Scope => scope;

    public IReadOnlyDictionary<string, OnnxAttribute> Attributes => attributes;

    // ---- inputs ----

    public int Count => inputs.Length;

    public bool Has(int i) => i < inputs.Length && inputs[i] is not null;

    public OnnxValue? Optional(int i) => i < inputs.Length ? inputs[i] : null;

    public OnnxValue Value(int i) => Optional(i) ?? throw new ArgumentException($"its input {i} is missing");

    public OnnxArray Array(int i) => Value(i) as OnnxArray ?? throw Wrong(i, "an array");

    public OnnxFloats Floats(int i) => Value(i) as OnnxFloats ?? throw Wrong(i, "floating-point numbers");

    public OnnxIntegers Integers(int i) => Value(i) as OnnxIntegers ?? throw Wrong(i, "whole numbers");

    public OnnxStrings Strings(int i) => Value(i) as OnnxStrings ?? throw Wrong(i, "text");

    public OnnxSequence Sequence(int i) => Value(i) as OnnxSequence ?? throw Wrong(i, "a sequence");

    /// <summary>A tensor of floats.</summary>
    public Tensor F(int i) => Floats(i).Tensor;

    public Tensor? MaybeF(int i) => Has(i) ? F(i) : null;

    /// <summary>Floats or whole numbers as a tensor.</summary>
    public Tensor Number(int i, DType dtype) => Value(i) switch
    {
        OnnxFloats f => f.Tensor.To(dtype),
        OnnxIntegers n => n.ToTensor(dtype),
        _ => throw Wrong(i, "numbers"),
    };

    /// <summary>Whole numbers, such as a shape or axes.</summary>
    public long[] Longs(int i) => Integers(i).Values;

    public long[]? MaybeLongs(int i) => Has(i) ? Longs(i) : null;

    public double Scalar(int i) => Number(i, DType.F64).Item();

    // ---- attributes ----

    public long Int(string name, long otherwise) => attributes.TryGetValue(name, out var a) ? As<long>(a) : otherwise;

    public long Int(string name) => As<long>(Required(name));

    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    public double Float(string name, double otherwise) => attributes.TryGetValue(name, out var a) ? As<float>(a) : otherwise;

    public string Text(string name, string otherwise) => attributes.TryGetValue(name, out var a) ? As<string>(a) : otherwise;

    public long[]? Ints(string name) => attributes.TryGetValue(name, out var a) ? As<long[]>(a) : null;

    /// <summary>Whole numbers that fit 32 bits.</summary>
    public int[]? Sizes(string name) => Ints(name) is { } v ? System.Array.ConvertAll(v, static n => checked((int)n)) : null;

    public float[]? Singles(string name) => attributes.TryGetValue(name, out var a) ? As<float[]>(a) : null;

    public string[]? Texts(string name) => attributes.TryGetValue(name, out var a) ? As<string[]>(a) : null;

    public OnnxGraph Graph(string name) => As<OnnxGraph>(Required(name));

    public OnnxArray? Constant(string name) => attributes.TryGetValue(name, out var a) ? As<OnnxTensor>(a).Value : null;

    /// <summary>What older operator sets give as an attribute and newer ones as an input.</summary>
    public long[]? IntsOrInput(string name, int input) => Ints(name) ?? MaybeLongs(input);

    /// <summary>An axis of an array of this rank.</summary>
    public int Axis(int rank, long otherwise, string name = "axis") => Shapes.Axis((int)Int(name, otherwise), rank, node.Op);

    // ---- results ----

    /// <summary>Whether anybody wants an output.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>Floats in the element type of an input.</summary>
    public OnnxFloats Like(Tensor y, int input = 0) => new(y, Floats(input).Element);

    public ArgumentException Wrong(int i, string expected) =>
        new($"its input {i}{(i < node.Inputs.Count ? $" ('{node.Inputs[i]}')" : "")} is {Value(i).Describe()}, where {expected} is needed");

    private OnnxAttribute Required(string name) => attributes.TryGetValue(name, out var a) ? a
        : throw new ArgumentException($"its attribute '{name}' is missing");

    private static T As<T>(OnnxAttribute a) => a.Value is T value ? value
        : throw new ArgumentException($"its attribute '{a.Name}' is a {a.Value?.GetType().Name ?? "reference"}, where {typeof(T).Name} is needed");
}
