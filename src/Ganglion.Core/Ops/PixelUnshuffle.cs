namespace Ganglion;

/// <summary>Pixels become channels, the inverse of <see cref="PixelShuffleOp"/> and its derivative.</summary>
public static class PixelUnshuffleOp
{
    /// <summary>Each channel becomes factor² channels of a factor-th of the height and width.</summary>
    /// <param name="x"><c>[batch, channels, height · factor, width · factor]</c>.</param>
    /// <param name="factor">1 or more.</param>
    /// <returns><c>[batch, channels · factor², height, width]</c>.</returns>
    /// <exception cref="ArgumentException">Height and width are no multiples of the factor.</exception>
    [Op("pixel_unshuffle", Onnx = "SpaceToDepth", Torch = "torch.nn.functional.pixel_unshuffle")]
    public static Tensor PixelUnshuffle(this Tensor x, int factor)
    {
        if (x.Rank != 4 || factor < 1 || x.Shape[2] % factor != 0 || x.Shape[3] % factor != 0)
            throw new ArgumentException(
                $"PixelUnshuffle: [batch, channels, height · {factor}, width · {factor}] is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        int height = x.Shape[2] / factor, width = x.Shape[3] / factor;
        return x.Reshape(x.Shape[0], x.Shape[1], height, factor, width, factor).Permute(0, 1, 3, 5, 2, 4)
            .Reshape(x.Shape[0], x.Shape[1] * factor * factor, height, width);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].PixelUnshuffle(2), (int[])[0, 1, 4, 2]), new("by 2", x => x[0].PixelUnshuffle(2), (int[])[2, 2, 4, 6]),
        new("back", x => x[0].PixelShuffle(3).PixelUnshuffle(3) * x[0], (int[])[1, 9, 2, 3]),
    ];
}
