namespace Ganglion;

/// <summary>
/// Channels become pixels (Shi et al. 2016, sub-pixel convolution): views and one copy. Derivative: <see cref="PixelUnshuffleOp"/>.
/// </summary>
public static class PixelShuffleOp
{
    /// <summary>Each group of factor² channels becomes one channel of factor times the height and width.</summary>
    /// <param name="x"><c>[batch, channels · factor², height, width]</c>.</param>
    /// <param name="factor">1 or more.</param>
    /// <returns><c>[batch, channels, height · factor, width · factor]</c>.</returns>
    /// <exception cref="ArgumentException">The channels are no multiple of factor².</exception>
    [Op("pixel_shuffle", Onnx = "DepthToSpace", Torch = "torch.nn.functional.pixel_shuffle")]
    public static Tensor PixelShuffle(this Tensor x, int factor)
    {
        if (x.Rank != 4 || factor < 1 || x.Shape[1] % (factor * factor) != 0)
            throw new ArgumentException(
                $"PixelShuffle: [batch, channels · {factor}², height, width] is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        int channels = x.Shape[1] / (factor * factor), height = x.Shape[2], width = x.Shape[3];
        return x.Reshape(x.Shape[0], channels, factor, factor, height, width).Permute(0, 1, 4, 2, 5, 3)
            .Reshape(x.Shape[0], channels, height * factor, width * factor);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].PixelShuffle(2), (int[])[0, 4, 2, 2]), new("by 2", x => x[0].PixelShuffle(2), (int[])[2, 8, 2, 3]),
        new("by 3", x => x[0].PixelShuffle(3), (int[])[1, 9, 5, 7]),
    ];
}
