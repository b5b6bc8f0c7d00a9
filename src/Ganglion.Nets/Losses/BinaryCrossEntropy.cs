namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of -t · log σ(x) - (1 - t) · log(1 - σ(x)), computed from logits so that it never overflows.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="targets">The same shape, 0 to 1.</param>
    /// <param name="positiveWeight">How much the first term counts: above 1 raises recall.</param>
    /// <returns>A scalar, as PyTorch's <c>binary_cross_entropy_with_logits</c>.</returns>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets, double positiveWeight = 1) => positiveWeight == 1
        ? (Same(logits, targets).Softplus() - logits * targets).Mean()
        : ((1 - targets) * Same(logits, targets) + targets.Affine(positiveWeight - 1, 1) * logits.Neg().Softplus()).Mean();
}
