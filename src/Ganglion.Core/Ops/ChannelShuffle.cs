namespace Ganglion;

/// <summary>
/// Channels in another order, so that groups of a grouped convolution meet (Zhang et al. 2018, ShuffleNet). Derivative: the order back.
/// </summary>
public static class ChannelShuffleOp
{
    /// <summary>Channel i of group g comes to place i · groups + g.</summary>
    /// <param name="x"><c>[batch, channels, …]</c>.</param>
    /// <param name="groups">A divisor of the channels.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    [Op("channel_shuffle", Torch = "torch.nn.ChannelShuffle")]
    public static Tensor ChannelShuffle(this Tensor x, int groups)
    {
        if (x.Rank < 2 || groups < 1 || x.Shape[1] % groups != 0)
            throw new ArgumentException($"ChannelShuffle: [batch, channels, …] with channels a multiple of {groups} is needed; got "
                + $"{Shapes.Text(x.Shape)}.", nameof(groups));
        return x.Reshape([x.Shape[0], groups, x.Shape[1] / groups, .. x.Shape[2..]]).Transpose(1, 2).Reshape(x.Shape);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no images", x => x[0].ChannelShuffle(2), (int[])[0, 4, 2, 2]), new("rows", x => x[0].ChannelShuffle(3), (int[])[2, 6]),
        new("images", x => x[0].ChannelShuffle(2), (int[])[1, 6, 2, 3]),
    ];
}
