namespace Ganglion;

/// <summary>The variance along an axis: Σ (x - mean)² / (n - correction).</summary>
public static class VarOp
{
    /// <summary>The variance over one axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <param name="correction">1 for the unbiased estimate, 0 for the mean square.</param>
    [Op("var", Torch = "torch.var")]
    public static Tensor Var(this Tensor x, int axis, bool keepDims = false, int correction = 1) =>
        (x - x.Mean(axis, keepDims: true)).Square().Sum(axis, keepDims) / (double)(x.Size(axis) - correction);

    internal static IEnumerable<OpCase> Cases() => [.. Reductions.Cases((x, axis, keep) => x.Var(axis, keep, correction: 0), empty: true),
        new("unbiased", x => x[0].Var(1), (int[])[3, 5])];
}
