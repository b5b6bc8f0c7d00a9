namespace Ganglion;

/// <summary>y = |a - b + ε|ₚ along the last axis, broadcast.</summary>
public static class PairwiseDistanceOp
{
    /// <summary>The distance of matching vectors.</summary>
    /// <param name="a"><c>[…, n]</c>.</param>
    /// <param name="b">A shape that broadcasts with a's.</param>
    /// <param name="p">The norm's order, see <see cref="VectorNormOp.VectorNorm"/>.</param>
    /// <param name="eps">Added to the differences, so that equal vectors have a derivative.</param>
    [Op("pairwise_distance", Torch = "torch.nn.functional.pairwise_distance")]
    public static Tensor PairwiseDistance(this Tensor a, Tensor b, double p = 2, double eps = 1e-6) => (a - b + eps).VectorNorm(p, -1);

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].PairwiseDistance(x[1]), (int[])[0, 3], (int[])[0, 3]),
        new("rows", x => x[0].PairwiseDistance(x[1]), (int[])[3, 4], (int[])[4]),
        new("taxicab", x => x[0].PairwiseDistance(x[1], 1), (int[])[3, 4], (int[])[3, 4]),
    ];
}
