namespace Ganglion;

/// <summary>
/// How one tensor was made: the operation, the nodes of its tracked inputs and the derivative in each. Made in the order of execution, so that
/// <see cref="Order"/> sorts any set of nodes topologically. It holds no tensor: only what derivatives captured stays in memory.
/// </summary>
internal sealed class Node
{
    [ThreadStatic] private static long t_order;                 // Lamport's clock: greater than all inputs', whatever their thread

    private readonly Node?[] _inputs;
    private readonly int[] _shape;
    private readonly Func<Tensor, Tensor>?[]? _each;
    private readonly Func<Tensor, Tensor?[]>? _joint;

    private Node(string op, Tensor y, Tensor[] inputs, Func<Tensor, Tensor>?[]? each, Func<Tensor, Tensor?[]>? joint)
    {
        (Op, _each, _joint) = (op, each, joint);
        _shape = y.ShapeArray;
        _inputs = inputs.Length == 0 ? [] : new Node?[inputs.Length];
        long order = t_order;
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Node is { } n) { _inputs[i] = n; order = Math.Max(order, n.Order); }
        Order = t_order = order + 1;
    }

    /// <summary>Of inputs without a history nothing will ever be asked.</summary>
    public Node(string op, Tensor y, Tensor[] inputs, Func<Tensor, Tensor>[] derivatives) : this(op, y, inputs, derivatives, null) { }

    public Node(string op, Tensor y, Tensor[] inputs, Func<Tensor, Tensor?[]> derivative) : this(op, y, inputs, null, derivative) { }

    public static Node Leaf(Tensor leaf) => new("leaf", leaf, [], null, null);

    public string Op { get; }

    public long Order { get; }

    public ReadOnlySpan<Node?> Inputs => _inputs;

    /// <summary>What <see cref="Diff.Mark"/> or <see cref="Diff.WithFeedback"/> hung on it.</summary>
    public object? Tag { get; init; }

    /// <summary>The gradient gathered so far in the backward pass that is running.</summary>
    public Tensor? Gradient
    {
        get;
        set
        {
            if (field is not null) field.Storage.Holders--;
            if (value is not null) value.Storage.Holders++;
            field = value;
        }
    }

    /// <summary>Whether the running pass has seen this node, and whether a wanted leaf lies behind it.</summary>
    public (long Pass, bool Needed) Mark { get; set; }

    /// <summary>Adds this node's share to the gradients of those inputs that the running pass needs.</summary>
    public void Propagate(Tensor gradient, long pass)
    {
        var all = _joint?.Invoke(gradient);
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] is not { } node || node.Mark != (pass, true)) continue;
            var g = all is null ? _each![i]!(gradient) : all[i];
            if (g is null) continue;
            if (!g.Shape.SequenceEqual(node._shape))
                throw new InvalidOperationException(
                    $"The derivative of '{Op}' in input {i} has shape {Shapes.Text(g.Shape)}; the input has {Shapes.Text(node._shape)}.");
            node.Gradient = node.Gradient is { } sum ? sum + g : g;
        }
    }
}
