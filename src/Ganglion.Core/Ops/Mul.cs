namespace Ganglion;

/// <summary>y = a · b element by element, broadcast. Derivatives: g · b and g · a, summed over stretched axes.</summary>
public static class MulOp
{
    /// <summary>The product of two tensors, element by element, under NumPy's broadcasting rule.</summary>
    [Op("mul", Onnx = "Mul", Torch = "torch.mul")]
    public static Tensor Mul(this Tensor a, Tensor b) =>
        Diff.Record("mul", Pointwise.Binary(BinaryKind.Mul, a, b), a, g => (g * b).SumTo(a.Shape), b, g => (g * a).SumTo(b.Shape));

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Mul);
}

public sealed partial class Tensor
{
    /// <summary>The element-wise product, broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => a.Mul(b);

    /// <summary>Each element times a number.</summary>
    public static Tensor operator *(Tensor a, double b) => a.Affine(b, 0);

    /// <summary>Each element times a number.</summary>
    public static Tensor operator *(double a, Tensor b) => b.Affine(a, 0);

    /// <summary>Each element divided by a number.</summary>
    public static Tensor operator /(Tensor a, double b) => a.Affine(1 / b, 0);
}
