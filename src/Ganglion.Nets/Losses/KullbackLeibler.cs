namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean over rows of Σ target · (log target - logProbability); a target of 0 adds nothing.</summary>
    /// <param name="logProbabilities"><c>[rows, classes]</c>, from <see cref="LogSoftmaxOp.LogSoftmax"/>.</param>
    /// <param name="targets"><c>[rows, classes]</c>, each row a distribution.</param>
    /// <returns>A scalar in nats, as PyTorch's <c>kl_div</c> with <c>batchmean</c>.</returns>
    public static Tensor KullbackLeibler(Tensor logProbabilities, Tensor targets) =>
        (targets * ((targets + targets.Equal(0)).Log() - Same(logProbabilities, targets))).Sum(1).Mean();
}
