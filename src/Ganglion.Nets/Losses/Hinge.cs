namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of max(0, margin - target · score).</summary>
    /// <param name="scores">Any shape.</param>
    /// <param name="targets">The same shape, -1 or 1.</param>
    /// <param name="margin">By how much a score must be right.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Hinge(Tensor scores, Tensor targets, double margin = 1) => (margin - Same(scores, targets) * targets).Relu().Mean();
}
