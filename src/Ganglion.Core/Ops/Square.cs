namespace Ganglion;

/// <summary>y = x². Derivative: 2g · x.</summary>
public static class SquareOp
{
    /// <summary>Each element times itself.</summary>
    [Op("square", Torch = "torch.square")]
    public static Tensor Square(this Tensor x) => Diff.Record("square", Pointwise.Unary(UnaryKind.Square, x), x, g => g * x * 2);

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Square);
}
