namespace Ganglion;

/// <summary>Each channel of each sample, made to have mean 0 and variance 1, then scaled and shifted (Ulyanov et al. 2016).</summary>
public static class InstanceNormOp
{
    /// <summary>Instance normalisation over all axes after axis 1.</summary>
    /// <param name="x"><c>[batch, channels, …]</c>.</param>
    /// <param name="weight"><c>[channels]</c>, or none for ones.</param>
    /// <param name="bias"><c>[channels]</c>, or none for zeros; only with a weight.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("instance_norm", Onnx = "InstanceNormalization", Torch = "torch.nn.functional.instance_norm")]
    public static Tensor InstanceNorm(this Tensor x, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
        GroupNormOp.Apply("InstanceNorm", x, x.Rank > 1 ? Math.Max(1, x.Shape[1]) : 1, weight, bias, eps);

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].InstanceNorm(x[1], x[2]), (int[])[0, 4, 3], (int[])[4], (int[])[4]),
        new("plain", x => x[0].InstanceNorm(eps: 1e-3), (int[])[2, 3, 5]),
        new("images", x => x[0].InstanceNorm(x[1], x[2], 1e-3), (int[])[2, 3, 3, 3], (int[])[3], (int[])[3]),
    ];
}
