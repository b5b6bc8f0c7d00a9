namespace Ganglion;

/// <summary>y = x where x &gt; 0, else w · x with a learned slope w (He et al. 2015), broadcast.</summary>
public static class PReluOp
{
    /// <summary>A leaky ReLU whose slope is a tensor.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">Broadcasts to x: <c>[]</c> for one slope, <c>[channels, 1, 1]</c> for one a channel of images.</param>
    [Op("prelu", Onnx = "PRelu", Torch = "torch.nn.functional.prelu")]
    public static Tensor PRelu(this Tensor x, Tensor slope) => x.Relu() - slope * x.Neg().Relu();

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] X, int[] Slope)[])[([], []), ([0], [0]), ([5], []), ([2, 3, 4], [3, 1]), ([37, 65], [65])])
        select new OpCase($"{Shapes.Text(c.X)} {Shapes.Text(c.Slope)}", x => x[0].PRelu(x[1]), c.X, c.Slope);
}
