namespace Ganglion;

/// <summary>Dropout of squares of a feature map (Ghiasi, Lin and Le 2018); what stays is scaled by all / kept. Linear in x. Said in public
/// operations.</summary>
public static class DropBlockOp
{
    /// <summary>Drops squares of neighbouring positions.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="rate">The share to drop, 0 to below 1.</param>
    /// <param name="block">The side of a square, at most height and width.</param>
    /// <param name="rng">The key of this use in this step.</param>
    /// <exception cref="ArgumentException">x has other axes, or is smaller than a block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to below 1.</exception>
    [Op("drop_block")]
    public static Tensor DropBlock(this Tensor x, double rate, int block, Rng rng)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "DropBlock: the rate must be 0 or more and below 1.");
        if (x.Rank != 4 || block < 1 || x.Shape[2] < block || x.Shape[3] < block)
            throw new ArgumentException(
                $"DropBlock: [batch, channels, height, width] of at least {block} by {block} is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        if (rate == 0 || x.Length == 0) return x;
        int h = x.Shape[2], w = x.Shape[3], rows = h - block + 1, columns = w - block + 1;
        double seed = Math.Min(1, rate / (block * block) * ((double)h * w / ((double)rows * columns)));
        var seeds = rng.Uniform([x.Shape[0], x.Shape[1], rows, columns], dtype: x.DType).Less(seed);
        var kept = 1 - seeds.Pad(2, block - 1, block - 1).Pad(3, block - 1, block - 1).MaxPool2d(block, 1);
        double count = kept.Sum().Item();
        return x * (kept * (count == 0 ? 0 : kept.Length / count));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].DropBlock(0.3, 2, new Rng(7)), (int[])[0, 3, 4, 4]), new("squares", x => x[0].DropBlock(0.3, 2, new Rng(7)),
            (int[])[2, 3, 5, 4]),
        new("points", x => x[0].DropBlock(0.3, 1, new Rng(7)), (int[])[1, 2, 3, 3]), new("large", x => x[0].DropBlock(0.2, 5, new Rng(7)),
            (int[])[2, 4, 17, 13]),
    ];
}
