namespace Ganglion;

/// <summary>y = eˣ - 1, exact near 0. Derivative: g · (y + 1).</summary>
public static class Expm1Op
{
    /// <summary>The exponential of each element, minus one.</summary>
    [Op("expm1", Torch = "torch.expm1")]
    public static Tensor Expm1(this Tensor x)
    {
        var y = Pointwise.Unary(UnaryKind.Expm1, x);
        return Diff.Record("expm1", y, x, g => g * (y + 1));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(Expm1);
}
