namespace Ganglion;

/// <summary>y = (Σ |x|ᵖ)^(1/p); the largest |x| for p = ∞, the smallest for -∞, the number of non-zeros for p = 0.
/// Derivatives are 0 where y is 0.</summary>
public static class VectorNormOp
{
    /// <summary>The p-norm over one axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="p">The order: any number or an infinity. See <see cref="NormOp.Norm(Tensor, int, bool)"/> for 2.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    [Op("vector_norm", Torch = "torch.linalg.vector_norm")]
    public static Tensor VectorNorm(this Tensor x, double p, int axis, bool keepDims = false)
    {
        switch (p)
        {
            case 0: return x.Detach().NotEqual(0).Sum(axis, keepDims);
            case 1: return x.Abs().Sum(axis, keepDims);
            case 2: return x.Norm(axis, keepDims);
            case double.PositiveInfinity: return x.Abs().Max(axis, keepDims);
            case double.NegativeInfinity: return x.Abs().Min(axis, keepDims);
        }
        var sum = x.Abs().Pow(p).Sum(axis, keepDims);
        Tensor zero = Tensor.Scalar(0, x.DType), positive = sum.Detach().Greater(0);
        return positive.Where(positive.Where(sum, Tensor.Scalar(1, x.DType)).Pow(1 / p), zero);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. Reductions.Cases((x, axis, keep) => x.VectorNorm(3, axis, keep), empty: true),
        .. from p in (double[])[0, 1, 2, 1.5, -1, double.PositiveInfinity, double.NegativeInfinity]
           select new OpCase(FormattableString.Invariant($"p = {p}"), x => x[0].VectorNorm(p, 1), (int[])[3, 5]),
    ];
}
