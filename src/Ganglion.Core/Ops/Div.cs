namespace Ganglion;

/// <summary>y = a / b element by element, broadcast. Derivatives: g / b and -g · y / b, summed over stretched axes.</summary>
public static class DivOp
{
    /// <summary>The quotient of two tensors, element by element, under NumPy's broadcasting rule.</summary>
    [Op("div", Onnx = "Div", Torch = "torch.div")]
    public static Tensor Div(this Tensor a, Tensor b)
    {
        var y = Pointwise.Binary(BinaryKind.Div, a, b);
        return Diff.Record("div", y, a, g => (g / b).SumTo(a.Shape), b, g => (g * y / b).SumTo(b.Shape).Neg());
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Div, low2: 0.5, high2: 3);
}

public sealed partial class Tensor
{
    /// <summary>The element-wise quotient, broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => a.Div(b);

    /// <summary>A number divided by each element.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Reciprocal() * a;
}
