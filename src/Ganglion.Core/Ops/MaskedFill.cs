namespace Ganglion;

/// <summary>y = a number where the mask holds, else x; broadcast. Derivative: g where x stays, else 0.</summary>
public static class MaskedFillOp
{
    /// <summary>x with <paramref name="value"/> wherever the mask is not 0.</summary>
    [Op("masked_fill", Torch = "torch.Tensor.masked_fill")]
    public static Tensor MaskedFill(this Tensor x, Tensor mask, double value) => mask.Detach().Where(Tensor.Scalar(value, x.DType), x);

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] X, int[] Mask)[])[([], []), ([0], [0]), ([3, 4], [3, 1]), ([2, 3, 4], [4])])
        select new OpCase($"{Shapes.Text(c.X)} {Shapes.Text(c.Mask)}", x => x[0].MaskedFill(x[1].Greater(0), -7), c.X, c.Mask);
}
