namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of max(q·e, (q - 1)·e) with e = target - prediction: least at the q-quantile (Koenker and Bassett 1978).</summary>
    /// <param name="predictions">Any shape.</param>
    /// <param name="targets">The same shape.</param>
    /// <param name="quantile">q, between 0 and 1.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Pinball(Tensor predictions, Tensor targets, double quantile)
    {
        var error = targets - Same(predictions, targets);
        return (error.Relu() - (1 - quantile) * error).Mean();                                   // = max(q·e, (q - 1)·e)
    }
}
