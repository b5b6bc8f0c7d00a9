namespace Ganglion;

/// <summary>y = a + b, broadcast. Derivative: g, summed over stretched axes.</summary>
public static class AddOp
{
    /// <summary>The sum of two tensors, under NumPy's broadcasting rule.</summary>
    [Op("add", Onnx = "Add", Torch = "torch.add")]
    public static Tensor Add(this Tensor a, Tensor b)
    {
        int[] first = a.ShapeArray, second = b.ShapeArray;
        return Diff.Record("add", Pointwise.Binary(BinaryKind.Add, a, b), a, g => g.SumTo(first), b, g => g.SumTo(second));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Add);
}

public sealed partial class Tensor
{
    /// <summary>The sum, broadcast.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

    /// <summary>A number added to each element.</summary>
    public static Tensor operator +(Tensor a, double b) => a.Affine(1, b);

    /// <summary>A number added to each element.</summary>
    public static Tensor operator +(double a, Tensor b) => b.Affine(1, a);
}
