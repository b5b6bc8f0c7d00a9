namespace Ganglion.Nets;

/// <summary>Adamax (Kingma and Ba 2015, algorithm 2): u = max(β₂u, |g| + ε) in place of Adam's root; p -= rate / (1 - β₁ᵗ) · m / u. Weight
/// decay is added to the gradient.</summary>
public sealed record Adamax : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public Adamax(double learningRate = 2e-3) : base(learningRate) { }

    /// <summary>β₁, the memory of the mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the maximum.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    private protected override string[] Slots => ["m", "u"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        slots[0] = Mix(Beta1, slots[0], g);
        slots[1] = (Beta2 * slots[1]).Maximum(g.Abs() + Epsilon);
        return p - step.Rate / (1 - Math.Pow(Beta1, step.Count)) * slots[0] / slots[1];
    }
}
