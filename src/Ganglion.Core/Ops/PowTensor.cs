namespace Ganglion;

/// <summary>y = aᵇ, broadcast. Derivatives: g · b · aᵇ⁻¹, 0 where both are 0; and g · y · ln a, 0 where a is 0 and b is not negative; summed over
/// stretched axes.</summary>
public static class PowTensorOp
{
    /// <summary>Each element of a to the power of the matching element of b; below 0 only whole powers exist, and no derivative in b.</summary>
    [Op("pow_tensor", Onnx = "Pow", Torch = "torch.pow")]
    public static Tensor Pow(this Tensor a, Tensor b)
    {
        var y = Pointwise.Binary(BinaryKind.Pow, a, b);
        return Diff.Record("pow_tensor", y,
            a, g => (a.Equal(0) * b.Equal(0)).Where(Tensor.Scalar(0, a.DType), g * b * a.Pow(b - 1)).SumTo(a.Shape),
            b, g => (a.Equal(0) * b.GreaterEqual(0)).Where(Tensor.Scalar(0, a.DType), g * y * a.Log()).SumTo(b.Shape));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Pow, 0.3, 2, -2, 2);
}
