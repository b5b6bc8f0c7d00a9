namespace Ganglion.Nets;

/// <summary>
/// Stochastic gradient descent: g += decay·p; b = μb + g; p -= rate · (nesterov ? g + μb : b). Momentum as PyTorch's, without dampening
/// (Sutskever et al. 2013).
/// </summary>
public sealed record Sgd : LeafOptimizer
{
    /// <summary>Plain, or with momentum.</summary>
    public Sgd(double learningRate, double momentum = 0) : base(learningRate) => Momentum = momentum;

    /// <summary>μ: how much of the last step is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the gradient is taken as if the momentum step had been made already.</summary>
    public bool Nesterov { get; init; }

    private protected override string[] Slots => Momentum == 0 ? [] : ["b"];

    private protected override void Apply(Tensor p, Tensor g, ReadOnlySpan<Tensor> slots, LeafStep step) =>
        Kernels.Current.SgdStep(p, g, slots.IsEmpty ? null : slots[0], step.Rate, Momentum, step.Decay, Nesterov);

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        if (slots.IsEmpty) return p - step.Rate * g;
        slots[0] = Momentum * slots[0] + g;
        return p - step.Rate * (Nesterov ? g + Momentum * slots[0] : slots[0]);
    }
}
