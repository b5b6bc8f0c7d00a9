namespace Ganglion;

/// <summary>y = a - b, broadcast. Derivatives: g and -g, summed over stretched axes.</summary>
public static class SubOp
{
    /// <summary>The difference of two tensors, under NumPy's broadcasting rule.</summary>
    [Op("sub", Onnx = "Sub", Torch = "torch.sub")]
    public static Tensor Sub(this Tensor a, Tensor b)
    {
        int[] first = a.ShapeArray, second = b.ShapeArray;
        return Diff.Record("sub", Pointwise.Binary(BinaryKind.Sub, a, b), a, g => g.SumTo(first), b, g => g.SumTo(second).Neg());
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Sub);
}

public sealed partial class Tensor
{
    /// <summary>The difference, broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a.Sub(b);

    /// <summary>Each element minus a number.</summary>
    public static Tensor operator -(Tensor a, double b) => a.Affine(1, -b);

    /// <summary>A number minus each element.</summary>
    public static Tensor operator -(double a, Tensor b) => b.Affine(-1, a);
}
