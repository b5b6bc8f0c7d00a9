namespace Ganglion;

/// <summary>y = aᵇ, broadcast, for a &gt; 0. Derivatives: g · b · aᵇ⁻¹ and g · y · ln a, summed over stretched axes.</summary>
public static class PowTensorOp
{
    /// <summary>Each element of a, which must be positive, to the power of the matching element of b.</summary>
    [Op("pow_tensor", Onnx = "Pow")]
    public static Tensor Pow(this Tensor a, Tensor b)
    {
        var y = Pointwise.Binary(BinaryKind.Pow, a, b);
        return Diff.Record("pow_tensor", y, a, g => (g * b * a.Pow(b - 1)).SumTo(a.Shape), b, g => (g * y * a.Log()).SumTo(b.Shape));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Pow, 0.3, 2, -2, 2);
}
