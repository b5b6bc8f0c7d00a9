namespace Ganglion;

/// <summary>y = a - b · trunc(a / b), with the sign of a; broadcast. Derivatives: g and -g · trunc(a / b).</summary>
public static class FmodOp
{
    /// <summary>What is left of a after whole multiples of b, with the sign of a: C's <c>fmod</c>, C#'s <c>%</c>.</summary>
    [Op("fmod", Onnx = "Mod", Torch = "torch.fmod")]
    public static Tensor Fmod(this Tensor a, Tensor b)
    {
        var y = Pointwise.Binary(BinaryKind.Fmod, a, b);
        return Diff.Record("fmod", y, a, g => g.SumTo(a.Shape), b, g => (g * ((y - a) / b).Detach().Round()).SumTo(b.Shape));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Fmod, -4, 4, 1.1, 1.4);
}
