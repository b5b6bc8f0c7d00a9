namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of -log softmax(logits)[label].</summary>
    /// <param name="logits"><c>[rows, classes]</c>.</param>
    /// <param name="labels"><c>[rows]</c>, each of 0 to classes - 1.</param>
    /// <param name="weights"><c>[classes]</c>: how much a row of each class counts; the mean is weighted alike.</param>
    /// <param name="labelSmoothing">ε: how much of each label's mass is spread over all classes (Szegedy et al. 2016), 0 to 1.</param>
    /// <returns>A scalar, as PyTorch's <c>cross_entropy</c>.</returns>
    public static Tensor CrossEntropy(Tensor logits, IntTensor labels, Tensor? weights = null, double labelSmoothing = 0)
    {
        if (weights is null && labelSmoothing == 0) return logits.SoftmaxCrossEntropy(labels).Mean();
        var log = logits.LogSoftmax();
        var hard = NegativeLogLikelihood(log, labels, weights);
        if (labelSmoothing == 0) return hard;
        var smooth = (weights is null ? log : log * weights).Mean(1).Neg();                    // the share that goes to all classes alike
        var spread = weights is null ? smooth.Mean() : smooth.Sum() / weights.GatherRows(labels).Sum();
        return (1 - labelSmoothing) * hard + labelSmoothing * spread;
    }

    /// <summary>The mean of -Σ target · log softmax(logits): for soft labels, mixtures and distillation.</summary>
    /// <param name="logits"><c>[rows, classes]</c>.</param>
    /// <param name="targets"><c>[rows, classes]</c>, each row a distribution.</param>
    /// <returns>A scalar.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) => (Same(logits, targets).LogSoftmax() * targets).Sum(1).Mean().Neg();
}
