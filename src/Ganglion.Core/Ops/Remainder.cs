namespace Ganglion;

/// <summary>y = a - b · ⌊a / b⌋, with the sign of b; broadcast. Derivatives: g and -g · ⌊a / b⌋.</summary>
public static class RemainderOp
{
    /// <summary>What is left of a after whole multiples of b, with the sign of b: Python's <c>%</c>.</summary>
    [Op("remainder", Onnx = "Mod", Torch = "torch.remainder")]
    public static Tensor Remainder(this Tensor a, Tensor b)
    {
        var y = Pointwise.Binary(BinaryKind.Remainder, a, b);
        return Diff.Record("remainder", y, a, g => g.SumTo(a.Shape), b, g => (g * ((y - a) / b).Detach().Round()).SumTo(b.Shape));
    }

    internal static IEnumerable<OpCase> Cases() => [.. OpCase.Binary(Remainder, -4, 4, 1.1, 1.4),
        new("negative divisor", x => x[0].Remainder(x[1]), new OpInput([3, 5], -4, 4), new OpInput([5], -1.4, -1.1))];
}
