namespace Ganglion;

/// <summary>
/// Each group of channels of each sample, made to have mean 0 and variance 1, then scaled and shifted per channel (Wu and He 2018). One group:
/// layer normalisation of images; as many as channels: <see cref="InstanceNormOp"/>.
/// </summary>
public static class GroupNormOp
{
    /// <summary>Group normalisation over the channels of a group and all axes after axis 1.</summary>
    /// <param name="x"><c>[batch, channels, …]</c>.</param>
    /// <param name="groups">A divisor of the number of channels.</param>
    /// <param name="weight"><c>[channels]</c>, or none for ones.</param>
    /// <param name="bias"><c>[channels]</c>, or none for zeros; only with a weight.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("group_norm", Onnx = "GroupNormalization", Torch = "torch.nn.functional.group_norm")]
    public static Tensor GroupNorm(this Tensor x, int groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
        Apply("GroupNorm", x, groups, weight, bias, eps);

    internal static Tensor Apply(string op, Tensor x, int groups, Tensor? weight, Tensor? bias, double eps)
    {
        int channels = x.Rank > 1 ? x.Shape[1] : 0;
        if (x.Rank < 2 || groups < 1 || channels % groups != 0 || (weight is not null && !weight.Shape.SequenceEqual([channels]))
            || (bias is not null && (weight is null || !bias.Shape.SequenceEqual([channels]))))
            throw new ArgumentException(
                $"{op}: x [batch, channels, …], weight and bias [channels] and groups that divide the channels are needed; got "
                + $"{Shapes.Text(x.Shape)}, {(weight is null ? "no weight" : Shapes.Text(weight.Shape))}, "
                + $"{(bias is null ? "no bias" : Shapes.Text(bias.Shape))} and {groups} groups.");
        if (x.Length == 0) return x;
        int rows = x.Shape[0] * groups;
        var y = x.Normalize(null, null, eps, 1, rows, x.Length / rows);
        return weight is null ? y : y.ScaleShift(weight, bias, x.Shape[0], channels, Shapes.Count(x.Shape[2..]));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].GroupNorm(2, x[1], x[2]), (int[])[0, 4, 3], (int[])[4], (int[])[4]),
        new("rows", x => x[0].GroupNorm(2, eps: 1e-3), (int[])[3, 6]),
        new("one group", x => x[0].GroupNorm(1, x[1], eps: 1e-3), (int[])[2, 3, 4], (int[])[3]),
        new("images", x => x[0].GroupNorm(2, x[1], x[2], 1e-3), (int[])[2, 4, 2, 3], (int[])[4], (int[])[4]),
        new("large", x => x[0].GroupNorm(4, x[1], x[2]), (int[])[3, 12, 9, 7], (int[])[12], (int[])[12]),
    ];
}
