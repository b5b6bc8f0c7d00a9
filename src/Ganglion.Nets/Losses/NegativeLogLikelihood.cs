namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of -logProbabilities[label].</summary>
    /// <param name="logProbabilities"><c>[rows, classes]</c>, from <see cref="LogSoftmaxOp.LogSoftmax"/>.</param>
    /// <param name="labels"><c>[rows]</c>, each of 0 to classes - 1.</param>
    /// <param name="weights"><c>[classes]</c>: how much a row of each class counts; the mean is weighted alike.</param>
    /// <returns>A scalar.</returns>
    public static Tensor NegativeLogLikelihood(Tensor logProbabilities, IntTensor labels, Tensor? weights = null)
    {
        var losses = logProbabilities.Pick(labels).Neg();
        if (weights is null) return losses.Mean();
        var w = weights.GatherRows(labels);
        return (losses * w).Sum() / w.Sum();
    }
}
