namespace Ganglion;

/// <summary>Dropout that decides once for all positions along some axes. Linear in x. Said in public operations.</summary>
public static class SharedDropoutOp
{
    /// <summary>Drops with probability <paramref name="rate"/>, one decision for all positions along the given axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 to below 1.</param>
    /// <param name="rng">The key of this use in this step.</param>
    /// <param name="axes">The axes along which the decision is the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to below 1, or an axis does not exist.</exception>
    [Op("shared_dropout")]
    public static Tensor SharedDropout(this Tensor x, double rate, Rng rng, params ReadOnlySpan<int> axes)
    {
        int[] shape = [.. x.Shape];
        foreach (int axis in axes) shape[Shapes.Axis(axis, x.Rank, "SharedDropout")] = 1;
        return rate == 0 ? x : x * Tensor.Ones(shape, x.DType).Dropout(rate, rng);
    }

    /// <summary>Drops whole channels of <c>[batch, channels, …]</c> (Tompson et al. 2015).</summary>
    public static Tensor SpatialDropout(this Tensor x, double rate, Rng rng) => x.SharedDropout(rate, rng, [.. Enumerable.Range(2,
        Math.Max(x.Rank - 2, 0))]);

    /// <summary>Drops whole samples of <c>[batch, …]</c>: stochastic depth, where x is what a residual block adds (Huang et al. 2016).</summary>
    public static Tensor DropPath(this Tensor x, double rate, Rng rng) => x.SharedDropout(rate, rng, [.. Enumerable.Range(1, Math.Max(x.Rank - 1,
        0))]);

    /// <summary>Drops the same features at all times of <c>[batch, time, …]</c> (Gal and Ghahramani 2016).</summary>
    public static Tensor VariationalDropout(this Tensor x, double rate, Rng rng, int timeAxis = 1) => x.SharedDropout(rate, rng, timeAxis);

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].SharedDropout(0.3, new Rng(7), 1), (int[])[0, 3]), new("no axes", x => x[0].SharedDropout(0.3, new Rng(7)),
            (int[])[5]),
        new("channels", x => x[0].SpatialDropout(0.3, new Rng(7)), (int[])[2, 5, 3, 2]), new("samples", x => x[0].DropPath(0.3, new Rng(7)),
            (int[])[9, 2, 2]),
        new("time", x => x[0].VariationalDropout(0.3, new Rng(7)), (int[])[3, 7, 20]),
    ];
}
