namespace Ganglion;

/// <summary>
/// Marks the public method of an operation. Its class, one file, also holds <c>internal static IEnumerable&lt;OpCase&gt; Cases()</c>:
/// the conformance and gradient tests find it there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The ONNX operator of the same meaning, if there is one.</summary>
    public string? Onnx { get; init; }

    /// <summary>PyTorch's name for it, if there is one.</summary>
    public string? Torch { get; init; }

    /// <summary>The highest order to which derivatives exist: 0 for comparisons and positions.</summary>
    public int Order { get; init; } = int.MaxValue;
}

/// <summary>An operand of a test case: a shape, and the range its values are drawn from.</summary>
internal readonly record struct OpInput(int[] Shape, double Low = -2, double High = 2)
{
    public static implicit operator OpInput(int[] shape) => new(shape);
}

/// <summary>One call of an operation for the tests: its name, how to call it, and on what.</summary>
internal sealed record OpCase(string Name, Func<Tensor[], Tensor> Apply, params OpInput[] Inputs)
{
    /// <summary>The classes of shapes of an element-wise operation of one operand: empty, scalar, odd, large.</summary>
    public static IEnumerable<OpCase> Unary(Func<Tensor, Tensor> f, double low = -2, double high = 2) =>
        from shape in (int[][])[[], [0], [2, 0, 3], [1], [7], [3, 5], [2, 3, 4], [37, 129]]
        select new OpCase(Shapes.Text(shape), x => f(x[0]), new OpInput(shape, low, high));

    /// <summary>The same for two operands, with broadcasting.</summary>
    public static IEnumerable<OpCase> Binary(Func<Tensor, Tensor, Tensor> f, double low = -2, double high = 2, double low2 = double.NaN,
        double high2 = double.NaN) =>
        from pair in (int[][][])[[[], []], [[0], [0]], [[0, 3], [3]], [[5], [5]], [[3, 4], []], [[3, 4], [4]], [[3, 1], [1, 4]], [[2, 3, 4], [3, 1]],
            [[4], [2, 3, 4]], [[33, 65], [33, 65]]]
        select new OpCase($"{Shapes.Text(pair[0])} {Shapes.Text(pair[1])}", x => f(x[0], x[1]),
            new OpInput(pair[0], low, high), new OpInput(pair[1], double.IsNaN(low2) ? low : low2, double.IsNaN(high2) ? high : high2));
}
