namespace Ganglion;

/// <summary>The places that an affine map reads, for <see cref="GridSampleOp.GridSample"/> (Jaderberg et al. 2015, spatial transformers).</summary>
public static class AffineGridOp
{
    /// <summary>(x, y) = theta · (X, Y, 1) for each pixel (X, Y) of the result, in coordinates from -1 to 1.</summary>
    /// <param name="theta"><c>[batch, 2, 3]</c>.</param>
    /// <param name="size">Of the result.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the pixels in the corners, rather than their outer edges.</param>
    /// <returns><c>[batch, height, width, 2]</c>.</returns>
    /// <exception cref="ArgumentException">theta has another shape.</exception>
    [Op("affine_grid", Onnx = "AffineGrid", Torch = "torch.nn.functional.affine_grid")]
    public static Tensor AffineGrid(this Tensor theta, Size2 size, bool alignCorners = false)
    {
        if (theta.Rank != 3 || !theta.Shape[1..].SequenceEqual([2, 3]))
            throw new ArgumentException($"AffineGrid: theta [batch, 2, 3] is needed; got {Shapes.Text(theta.Shape)}.", nameof(theta));
        double Place(int i, int n) => alignCorners ? (n == 1 ? 0 : 2.0 * i / (n - 1) - 1) : (2.0 * i + 1) / n - 1;
        double[] places = [.. Enumerable.Range(0, size.Height * size.Width)
            .SelectMany(i => (double[])[Place(i % size.Width, size.Width), Place(i / size.Width, size.Height), 1])];
        return Tensor.From(places, 1, size.Height * size.Width, 3).To(theta.DType).Expand([theta.Shape[0], size.Height * size.Width, 3])
            .MatMul(theta.Transpose()).Reshape(theta.Shape[0], size.Height, size.Width, 2);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].AffineGrid((2, 3)), (int[])[0, 2, 3]), new("edges", x => x[0].AffineGrid((2, 3)), (int[])[2, 2, 3]),
        new("corners", x => x[0].AffineGrid((3, 2), alignCorners: true), (int[])[2, 2, 3]),
    ];
}
