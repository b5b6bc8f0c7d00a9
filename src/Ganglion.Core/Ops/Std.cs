namespace Ganglion;

/// <summary>The standard deviation along an axis: √ of <see cref="VarOp.Var"/>.</summary>
public static class StdOp
{
    /// <summary>The standard deviation over one axis; its derivative is infinite where all elements are equal.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <param name="correction">1 for the unbiased variance, 0 for the mean square.</param>
    [Op("std", Torch = "torch.std")]
    public static Tensor Std(this Tensor x, int axis, bool keepDims = false, int correction = 1) => x.Var(axis, keepDims, correction).Sqrt();

    internal static IEnumerable<OpCase> Cases() => [new("empty", x => x[0].Std(1), (int[])[0, 3]), new("rows", x => x[0].Std(1), (int[])[3, 5]),
        new("biased, kept", x => x[0].Std(0, true, 0), (int[])[7, 3]), new("large", x => x[0].Std(-1), (int[])[17, 129])];
}
