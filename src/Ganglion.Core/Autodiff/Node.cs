namespace Ganglion;

/// <summary>
/// How one tensor was made: the operation, its tracked inputs and the derivative in each. Made in the order of execution, so that
/// <see cref="Order"/> sorts any set of nodes topologically.
/// </summary>
internal sealed class Node
{
    [ThreadStatic] private static long t_order;                 // Lamport's clock: greater than all inputs', whatever their thread

    private readonly Tensor?[] _inputs;
    private readonly Func<Tensor, Tensor>?[]? _each;
    private readonly Func<Tensor, Tensor?[]>? _joint;

    private Node(string op, Tensor?[] inputs, Func<Tensor, Tensor>?[]? each, Func<Tensor, Tensor?[]>? joint)
    {
        (Op, _inputs, _each, _joint) = (op, inputs, each, joint);
        long order = t_order;
        foreach (var t in inputs) if (t?.Node is { } n) order = Math.Max(order, n.Order);
        Order = t_order = order + 1;
    }

    /// <summary>Inputs without a history are dropped here: nothing will ever be asked of them.</summary>
    public Node(string op, Tensor[] inputs, Func<Tensor, Tensor>[] derivatives)
        : this(op, Array.ConvertAll(inputs, static t => t.Node is null ? null : t), derivatives, null) { }

    public Node(string op, Tensor[] inputs, Func<Tensor, Tensor?[]> derivative)
        : this(op, Array.ConvertAll(inputs, static t => t.Node is null ? null : t), null, derivative) { }

    public static Node Leaf() => new("leaf", [], null, null);

    public string Op { get; }

    public long Order { get; }

    public ReadOnlySpan<Tensor?> Inputs => _inputs;

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
            if (_inputs[i] is not { Node: { } node } input || node.Mark != (pass, true)) continue;
            var g = all is null ? _each![i]!(gradient) : all[i];
            if (g is null) continue;
            if (!g.Shape.SequenceEqual(input.Shape))
                throw new InvalidOperationException(
                    $"The derivative of '{Op}' in input {i} has shape {Shapes.Text(g.Shape)}; the input has {Shapes.Text(input.Shape)}.");
            node.Gradient = node.Gradient is { } sum ? sum + g : g;
        }
    }
}
