namespace Ganglion;

/// <summary>y = scale · x + shift with constant numbers. Derivative: scale · g.</summary>
public static class AffineOp
{
    /// <summary>Each element times a number, plus a number.</summary>
    [Op("affine")]
    public static Tensor Affine(this Tensor x, double scale, double shift) =>
        Diff.Record("affine", Pointwise.Unary(UnaryKind.Affine, x, scale, shift), x, g => g.Affine(scale, 0));

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.Affine(-1.5, 0.25));
}
