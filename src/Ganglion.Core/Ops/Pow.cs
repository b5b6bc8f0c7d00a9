namespace Ganglion;

/// <summary>y = xᵖ with a constant number p. Derivative: g · p · xᵖ⁻¹.</summary>
public static class PowOp
{
    /// <summary>Each element to a power; a power that is no whole number wants elements of zero or more.</summary>
    [Op("pow", Onnx = "Pow", Torch = "torch.pow")]
    public static Tensor Pow(this Tensor x, double power)
    {
        var y = Pointwise.Unary(UnaryKind.Pow, x, power);
        return power == 0 ? y : Diff.Record("pow", y, x, g => g * x.Pow(power - 1) * power);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Unary(x => x.Pow(1.7), 0.3, 2), new("cube of any sign", x => x[0].Pow(3), (int[])[3, 5]),
        new("inverse square", x => x[0].Pow(-2), new OpInput([3, 5], 0.6)),
        new("first", x => x[0].Pow(1), (int[])[7]), new("zeroth", x => x[0].Pow(0), (int[])[7]),
    ];
}
