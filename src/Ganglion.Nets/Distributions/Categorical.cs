namespace Ganglion.Nets.Distributions;

/// <summary>Distributions over classes. Samples are ids and have no derivative; <see cref="Relaxed"/> ones do.</summary>
/// <param name="Logits"><c>[batch…, classes]</c>, up to a constant each row.</param>
[Model]
public sealed partial record Categorical(Tensor Logits)
{
    /// <summary>The probabilities <c>[batch…, classes]</c>.</summary>
    public Tensor Probabilities => Logits.Softmax();

    /// <summary>Ids <c>[samples…, batch…]</c>.</summary>
    public IntTensor Sample(Rng rng, params ReadOnlySpan<int> samples) => rng.Categorical(SampleShape.Repeat(Logits.Detach(), samples, Logits.Shape));

    /// <summary>Relaxed one-hot draws <c>[batch…, classes]</c> (Gumbel-softmax), differentiable; unit vectors if <paramref name="hard"/>.</summary>
    public Tensor Relaxed(Rng rng, double temperature, bool hard = false) => Logits.GumbelSoftmax(temperature, rng, hard);

    /// <summary>The logarithm of the probability of ids <c>[samples…, batch…]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is no class.</exception>
    public Tensor LogProb(IntTensor ids)
    {
        int classes = Logits.Size(-1);
        var log = Logits.LogSoftmax().Expand([.. ids.Shape, classes]);
        return log.Reshape(ids.Length, classes).Pick(IntTensor.From(ids.Span)).Reshape(ids.Shape);
    }

    /// <summary>-Σ p·log p, <c>[batch…]</c>.</summary>
    public Tensor Entropy() => Weighted(Logits.LogSoftmax()).Neg();

    /// <summary>The divergence KL(this ‖ <paramref name="other"/>), <c>[batch…]</c>.</summary>
    public Tensor Kl(Categorical other) => Weighted(Logits.LogSoftmax() - other.Logits.LogSoftmax());

    private Tensor Weighted(Tensor values)
    {
        var p = Probabilities;                                  // a class of probability 0 counts nothing, whatever its logarithm
        return (p * p.Greater(0).Where(values, Tensor.Scalar(0, p.DType))).Sum(-1);
    }
}
