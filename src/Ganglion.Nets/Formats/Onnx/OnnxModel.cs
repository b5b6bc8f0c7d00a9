using System.Diagnostics.CodeAnalysis;

namespace Ganglion.Nets.Onnx;

/// <summary>
/// A network read from an ONNX file, as a value: its leaves are the graph's floating-point constants by name, and it runs on the operations
/// of this engine, so that it can be differentiated and trained further like any other model.
/// </summary>
public sealed class OnnxModel : IModel<OnnxModel>
{
    private readonly Dictionary<string, OnnxValue> _constants;
    private readonly IReadOnlyList<string> _leaves;

    private OnnxModel(OnnxFile file, string name, Dictionary<string, OnnxValue> constants, IReadOnlyList<string> leaves) =>
        (File, Name, _constants, _leaves) = (file, name, constants, leaves);

    /// <summary>A model of a file's content.</summary>
    /// <param name="file">The content.</param>
    /// <param name="name">What to call it in messages.</param>
    public OnnxModel(OnnxFile file, string name = "model")
    {
        (File, Name) = (file, name);
        _constants = file.Graph.Initializers.ToDictionary(t => t.Name, OnnxValue (t) => t.Value);
        _leaves = [.. file.Graph.Initializers.Where(t => t.Value is OnnxFloats).Select(t => t.Name)];
        foreach (var value in _constants.Values.OfType<OnnxFloats>()) value.Tensor.Keep();
    }

    /// <summary>The newest version of the standard's operator set whose conformance cases are run. Newer models run too where their operators are
    /// there; what changed in meaning is known for the axes of reductions, pads and spectra.</summary>
    public const int JudgedOpset = 17;

    /// <summary>What the file says. Its weights are those that were read; the leaves are those of this model.</summary>
    public OnnxFile File { get; }

    /// <summary>What it is called in messages: as a rule the file.</summary>
    public string Name { get; }

    /// <summary>What must be given: the graph's inputs that no constant fills.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs => field ??= [.. File.Graph.Inputs.Where(i => !_constants.ContainsKey(i.Name))];

    /// <summary>What comes out.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs => File.Graph.Outputs;

    /// <summary>How often each operator occurs, in subgraphs and functions too, by name; other domains than the standard's stand before it.</summary>
    public IReadOnlyDictionary<string, int> Operators => field ??= new SortedDictionary<string, int>(
        OnnxProgram.Calls(File).GroupBy(c => c.Text).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);

    /// <summary>The operators that this engine does not have, such as <c>ImageDecoder (opset 20)</c>; empty for a model that runs.</summary>
    public IReadOnlyList<string> Unsupported => field ??= [.. OnnxProgram.Calls(File).Where(c => !c.Known)
        .Select(c => $"{c.Text} (opset {c.Opset})").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads a model.</summary>
    /// <exception cref="FileFormatException">The file is damaged, or holds what is not read.</exception>
    public static OnnxModel Load(string path) => new(OnnxFile.Load(path), path);

    /// <summary>Runs the graph.</summary>
    /// <param name="inputs">By the names of <see cref="Inputs"/>; constants may be overridden.</param>
    /// <returns>By the names of <see cref="Outputs"/>.</returns>
    /// <exception cref="ArgumentException">An input is missing or has another name.</exception>
    /// <exception cref="OnnxException">A node cannot be evaluated: an operator is not there, or operands do not fit.</exception>
    public IReadOnlyDictionary<string, OnnxValue> Forward(IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        Check(inputs);
        return new OnnxProgram(File, Name).Run(inputs, _constants);
    }

    /// <summary>Runs a graph of one input and takes its first output.</summary>
    /// <param name="x">The input, as <see cref="Inputs"/> says.</param>
    /// <exception cref="ArgumentException">The model has several inputs.</exception>
    /// <exception cref="OnnxException">A node cannot be evaluated, or the first output is not of floats.</exception>
    public Tensor Forward(Tensor x)
    {
        if (Inputs is not [var only])
            throw new ArgumentException($"{Name} has {Inputs.Count} inputs ({string.Join(", ", Inputs.Select(i => i.Name))}); give them by name.",
                nameof(x));

        // In the precision of the weights, which need not be the file's any more.
        x = x.To(_leaves.Count > 0 ? ((OnnxFloats)_constants[_leaves[0]]).Tensor.DType : only.Type.Element.DType());
        bool declared = only.Type.Element.IsFloat() && only.Type.Element.DType() == x.DType;
        var made = Forward(new Dictionary<string, OnnxValue> { [only.Name] = declared ? new OnnxFloats(x, only.Type.Element) : OnnxFloats.Of(x) });
        return made[Outputs[0].Name] is OnnxFloats y ? y.Tensor
            : throw new OnnxException($"{Name}: output '{Outputs[0].Name}' is not of floating-point numbers; ask for it by name.");
    }

    /// <summary>The file with this model's leaves in place of those that were read: for saving what was trained.</summary>
    public OnnxFile ToFile() => File with
    {
        Graph = File.Graph with { Initializers = [.. File.Graph.Initializers.Select(t => t with { Value = (OnnxArray)_constants[t.Name] })] },
    };

    /// <inheritdoc/>
    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        foreach (string name in _leaves) visit(Path(prefix, name), ((OnnxFloats)_constants[name]).Tensor);
    }

    /// <inheritdoc/>
    public OnnxModel Map(string prefix, Func<string, Tensor, Tensor> map)
    {
        var constants = new Dictionary<string, OnnxValue>(_constants);
        foreach (string name in _leaves)
        {
            var old = (OnnxFloats)constants[name];
            var leaf = map(Path(prefix, name), old.Tensor);
            constants[name] = leaf.DType == old.Tensor.DType ? new OnnxFloats(leaf, old.Element) : OnnxFloats.Of(leaf);
        }
        return new(File, Name, constants, _leaves);
    }

    private static string Path(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";

    [SuppressMessage("Usage", "CA2208", Justification = "The argument is the dictionary, whatever the reason.")]
    private void Check(IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        if (Inputs.Where(i => !inputs.ContainsKey(i.Name) && i.Type.Kind != OnnxKind.Optional).ToList() is { Count: > 0 } absent)
            throw new ArgumentException($"{Name}: {string.Join(", ", absent.Select(i => $"input '{i.Name}' ({i.Type})"))} must be given; given were "
                + $"{(inputs.Count == 0 ? "none" : string.Join(", ", inputs.Keys))}.", nameof(inputs));
        if (inputs.Keys.FirstOrDefault(k => File.Graph.Inputs.All(i => i.Name != k)) is { } stranger)
            throw new ArgumentException($"{Name} has no input '{stranger}'. Its inputs are {string.Join(", ", Inputs.Select(i => $"'{i.Name}' ({i.Type})"))}.",
                nameof(inputs));
    }
}
